import ArgumentParser
import Foundation
import UnderstudyClient

/// One question and its answer.
struct ChatOneShot {
    let understudy: UnderstudyAPI
    /// nil for the person's usual one.
    let model: String?
    let json: Bool

    private let screen = ChatScreen()

    init(understudy: UnderstudyAPI, model: String?, json: Bool) {
        self.understudy = understudy
        self.model = model
        self.json = json
    }

    func ask(_ question: String) async throws {
        do {
            let usual = model == nil ? try await ChatModels.usual(of: understudy) : nil
            let request = CompletionRequest(question, model: model ?? usual ?? "default")
            for try await event in try await understudy.stream(request) {
                switch event {
                case .text(let piece) where !json: screen.say(piece)
                case .finished(let answer): try finish(answer)
                default: break
                }
            }
        } catch let error as UnderstudyError {
            if json {
                try print(Failure(error))
            } else {
                screen.endLine()
                screen.complain("understudy: " + ChatWords.about(error, url: understudy.url))
            }
            throw ExitCode.failure
        }
    }

    private func finish(_ answer: Completion) throws {
        if json {
            try print(Success(answer))
        } else {
            screen.endLine()
            screen.note(ChatWords.path(answer.path))
        }
    }

    private func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private struct Success: Encodable {
        struct Usage: Encodable {
            var prompt_tokens: Int
            var completion_tokens: Int
            var total_tokens: Int
        }

        var answer: String
        var model: String
        /// Every model that spoke, in order.
        var models: [String]
        var finish_reason: String
        var usage: Usage?
        var request_id: String?

        init(_ completion: Completion) {
            answer = completion.text
            model = completion.model
            models = completion.path
            finish_reason = completion.finishReason.rawValue
            usage = completion.usage.map {
                Usage(prompt_tokens: $0.prompt, completion_tokens: $0.completion, total_tokens: $0.total)
            }
            request_id = completion.requestID
        }
    }

    private struct Failure: Encodable {
        struct Content: Encodable {
            var code: String
            var message: String
            var retry_after_seconds: Double?
            var request_id: String?
        }

        var error: Content

        init(_ failure: UnderstudyError) {
            let code =
                switch failure {
                case .refused(let refusal): refusal.code
                case .unreachable: "unreachable"
                case .interrupted: "interrupted"
                case .unreadable: "unreadable"
                }
            error = Content(code: code, message: "\(failure)")
            if case .refused(let refusal) = failure {
                error.retry_after_seconds = refusal.retryAfter.map { $0 / .seconds(1) }
                error.request_id = refusal.requestID
            }
        }
    }
}
