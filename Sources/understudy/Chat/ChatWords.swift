import Foundation
import UnderstudyClient

/// What `understudy chat` says to people.
enum ChatWords {
    static let help = """
        /model NAME   ask another chain, assistant or model from now on
        /models       list what can be asked, and what is out right now
        /default NAME make a model your default, here and on the page; "none" takes it back
        /retry        ask the last question again
        /new          begin a new conversation
        /quit         leave
        Ctrl-C stops an answer; a second one leaves.
        """

    /// Who spoke, in order.
    static func path(_ models: [String]) -> String {
        guard let last = models.last, models.count > 1 else { return "— \(models.first ?? "no model")" }
        return "— \(last) went on where \(models.dropLast().joined(separator: ", then ")) broke off"
    }

    static func ownDefault(_ model: String?) -> String {
        model.map { "Your default model is \($0)." } ?? "You have no default model: the server's goes first."
    }

    /// What went wrong, and what to do about it.
    static func about(_ error: UnderstudyError, url: URL) -> String {
        switch error {
        case .refused(let refusal):
            switch refusal.code {
            case "missing_api_key":
                return "The server wants a key. Set UNDERSTUDY_KEY, or pass --key file:PATH. "
                    + "`understudy key create --name NAME` makes one on the server's machine."
            case "invalid_api_key":
                return "The server does not know this key, or it was revoked. "
                    + "`understudy key create --name NAME` makes a new one on the server's machine."
            default:
                let wait = refusal.retryAfter.map { " Try again in \(seconds($0))." } ?? ""
                return refusal.message + wait
            }
        case .unreachable(let reason):
            return "Cannot reach \(url.absoluteString): \(reason). Is the server running? `understudy serve` starts it."
        case .interrupted: return "The answer broke off: the connection to the server was lost."
        case .unreadable: return "What answers at \(url.absoluteString) does not seem to be Understudy."
        }
    }

    private static func seconds(_ wait: Duration) -> String {
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        if seconds > 5400 { return "about \((seconds + 1800) / 3600) hours" }
        if seconds > 120 { return "about \((seconds + 30) / 60) minutes" }
        return seconds == 1 ? "a second" : "\(seconds) seconds"
    }
}
