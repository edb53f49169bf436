import Foundation
import UnderstudyClient

/// Streams the answer to the words on its command line.
@main
struct Ask {
    static func main() async {
        let environment = ProcessInfo.processInfo.environment
        let question = CommandLine.arguments.dropFirst().joined(separator: " ")
        guard let key = environment["UNDERSTUDY_KEY"], !question.isEmpty,
            let url = URL(string: environment["UNDERSTUDY_URL"] ?? "http://127.0.0.1:8000")
        else {
            print("usage: UNDERSTUDY_KEY=us-… Ask QUESTION")
            exit(64)
        }
        do {
            try await ask(question, of: UnderstudyAPI(url: url, key: key))
        } catch UnderstudyError.refused(let refusal) {
            print("\n\(refusal.message) (\(refusal.code), request \(refusal.requestID ?? "unknown"))")
            if let wait = refusal.retryAfter { print("Try again in \(wait.formatted()).") }
            exit(1)
        } catch {
            print("\n\(error)")
            exit(1)
        }
    }

    private static func ask(_ question: String, of understudy: UnderstudyAPI) async throws {
        for try await event in try await understudy.stream(CompletionRequest(question)) {
            switch event {
            case .text(let piece):
                FileHandle.standardOutput.write(Data(piece.utf8))
            case .modelSwitched(let from, let to):
                FileHandle.standardError.write(Data("[\(from) broke off, \(to) goes on]".utf8))
            case .finished(let answer):
                print("\n— \(answer.model), \(answer.usage?.total ?? 0) tokens, request \(answer.requestID ?? "unknown")")
            case .started, .toolCall:
                break
            }
        }
    }
}
