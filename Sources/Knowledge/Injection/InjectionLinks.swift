import Foundation

/// Links and pictures whose address is to be filled with what was said, so that whoever shows them sends it away.
enum InjectionLinks {
    private static let secrets = [
        "conversation", "history", "chat", "prompt", "secret", "password", "apikey", "api_key", "token", "summary", "question",
        "message",
        "answer", "email", "userdata", "user_data", "context", "leak", "exfil", "gespraech", "verlauf", "frage", "historique",
        "historial",
        "conversacion", "data", "对话", "问题", "المحادثة",
    ]
    private static let placeholders = ["{", "%7b", "[", "%5b", "<", "$", "...", "…", "___"]

    /// - Parameter asksToSend: whether a sentence beside them wants what was said to be sent.
    static func findings(in text: ByteText, asksToSend: Bool) -> [InjectionFinding] {
        var weight = 0.0
        for place in text.places(of: "//").prefix(200) {
            let before = String(decoding: text.bytes[max(0, place - 40)..<place], as: UTF8.self)
            guard before.hasSuffix("http:") || before.hasSuffix("https:") || before.hasSuffix("(") else { continue }
            let address = text.bytes[(place + 2)...].prefix(600).prefix { $0 > 0x20 && !"\"')".utf8.contains($0) }
            guard address.count > 3 else { continue }
            let said = self.weight(of: String(decoding: address, as: UTF8.self), before: before, asksToSend: asksToSend)
            // Where a text shows code, an address is what it is about.
            weight = max(weight, text.isCode(place) ? said * 0.5 : said)
        }
        return weight > 0 ? [InjectionFinding(reason: .exfiltrates, weight: weight)] : []
    }

    private static func weight(of address: String, before: String, asksToSend: Bool) -> Double {
        let isPicture = before.contains("![") || before.contains("<img") || before.contains("src=")
        guard let question = address.firstIndex(where: { $0 == "?" || $0 == "#" }) else {
            let isFilled = placeholders.contains { address.contains($0) } && holdsSecret(address)
            return isFilled ? (isPicture ? 0.65 : asksToSend ? 0.4 : 0.2) : isPicture && asksToSend ? 0.5 : 0
        }
        let query = address[question...]
        let isFilled = placeholders.contains { query.contains($0) }
        switch (isFilled, holdsSecret(String(query))) {
        case (true, true): return isPicture ? 0.8 : asksToSend ? 0.75 : 0.35
        case (true, false): return isPicture ? 0.55 : asksToSend ? 0.55 : 0.1
        case (false, true): return isPicture ? 0.45 : asksToSend ? 0.5 : 0
        case (false, false): return asksToSend ? (isPicture ? 0.55 : 0.35) : 0
        }
    }

    private static func holdsSecret(_ text: String) -> Bool { secrets.contains { text.contains($0) } }
}
