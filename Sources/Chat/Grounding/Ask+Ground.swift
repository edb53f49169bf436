import Knowledge
import LanguageModel
import Routing

extension Ask {
    /// The same with what the answer is to stand on: rules after the assistant's instructions, sources before the question.
    /// Citations of earlier answers were of other sources, and are left out.
    func grounded(on ground: Ground) -> Ask {
        var request = request
        request.messages = request.messages.map { message in
            guard message.role == .assistant else { return message }
            var message = message
            message.content = message.content.map { part in
                guard case .text(let text) = part else { return part }
                return .text(CitationFilter.filter(text, count: 0))
            }
            return message
        }
        // Where there are no documents at all, the answerer that is no model has its own.
        let question = request.messages.last { $0.role == .user }?.text ?? ""
        request.passages = ground.sources.isEmpty && ground.found.scope.isEmpty ? nil : ground.block.passages(for: question)
        if !ground.sources.isEmpty, let last = request.messages.lastIndex(where: { $0.role == .user }) {
            request.messages[last].content.insert(.text(ground.block.text), at: 0)
        }
        var assistant = assistant
        let rules = ground.block.rules
        if let instructions = assistant?.instructions, !instructions.isEmpty {
            assistant?.instructions = "\(instructions)\n\n\(rules)"
        } else if assistant != nil {
            assistant?.instructions = rules
        } else {
            request.messages.insert(Message(.system, rules), at: 0)
        }
        return Ask(
            requestID: requestID, surface: surface, chain: chain, assistant: assistant, keyID: keyID, userID: userID,
            conversationID: conversationID, request: request, reading: reading, streamed: streamed,
            acceptsRestart: acceptsRestart)
    }

    /// Whether only documents can be quoted, because no model is there.
    var hasNoModel: Bool { chain.models.allSatisfy { $0.kind == .builtin } }
}
