import Chat
import Foundation
import Knowledge
import LanguageModel
import Routing

/// Passages and questions go down the road that `/v1/embeddings` goes: the same breakers, records and costs.
struct PipelineEmbedder: PassageEmbedder {
    let pipeline: EmbeddingPipeline
    let makeID: @Sendable () -> String

    func embed(_ texts: [String], model: String, dimensions: Int?) async throws -> [[Float]] {
        do {
            return try await pipeline.embed(
                texts, model: model, dimensions: dimensions, requestID: makeID(), surface: .documents
            ).embeddings
        } catch let failure as ChatFailure {
            throw EmbeddingTrouble(failure) ?? CancellationError() as any Error
        } catch let error as EmbeddingNameError {
            throw EmbeddingTrouble(error)
        }
    }
}

extension EmbeddingTrouble {
    /// nil when the caller left.
    fileprivate init?(_ failure: ChatFailure) {
        switch failure {
        case .cancelled: return nil
        case .exhausted(let exhaustion):
            // A key that does not fit and a model that does not exist come back by nobody's waiting.
            let reason = exhaustion.models.first?.reason ?? .overloaded
            self =
                [.unauthorized, .modelNotFound].contains(reason)
                ? .misconfigured(reason.rawValue) : .away(retryAfter: exhaustion.retryAfter, reason.rawValue)
        case .rejected(let cause): self = cause.kind == .modelNotFound ? .misconfigured(cause.message) : .refused(cause.message)
        case .contextTooLong(let message): self = .refused(message)
        case .timedOut(let message): self = .away(retryAfter: .seconds(1), message)
        case .interrupted(_, let cause): self = .away(retryAfter: .seconds(1), cause.message)
        case .unrecorded: self = .away(retryAfter: .seconds(5), "the ledger cannot be written")
        case .cloudDisabled: self = .misconfigured("cloud providers are disabled")
        case .limited(let refusal): self = .refused("a limit refused it: \(refusal.code)")
        case .misfit, .noLanguageModel, .sourcesUnavailable: self = .refused(failure.code)
        }
    }

    fileprivate init(_ error: EmbeddingNameError) {
        switch error {
        case .unknown(let name, let nearest):
            self = .misconfigured("there is no model \(name)\(nearest.map { "; did you mean \($0)?" } ?? "")")
        case .ambiguous(let name, let candidates):
            self = .misconfigured("\(name) could be \(candidates.joined(separator: " or "))")
        case .noEmbeddings(let provider, _): self = .misconfigured("the provider \(provider) has no embeddings")
        }
    }
}
