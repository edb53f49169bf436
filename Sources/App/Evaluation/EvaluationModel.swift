package import Knowledge
import LanguageModel
import Logging
import Providers
import Routing

/// A model that embeds for `understudy eval`, asked as the server asks it, but without a server: nothing is put on record.
package struct EvaluationModel: Sendable {
    /// Why there is none, or why it gave no vectors.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package var description: String
    }

    private let model: EmbeddingModel
    private let runner: EmbeddingRunner
    private let transport: NIOTransport
    private let logger: Logger
    /// Tells its vectors from those of others.
    private let source: String

    /// - Parameters:
    ///   - name: `provider:model` or a model that one provider lists; or the address of an OpenAI-compatible server, such as
    ///     `http://127.0.0.1:8100/v1`.
    ///   - model: which of the server's models; nil for the first that it lists.
    /// - Throws: ``Failure``
    package init(_ name: String, model: String?, settings: Settings) async throws {
        let time = SystemTime()
        let logger = Logger(label: "understudy") { _ in SwiftLogNoOpLogHandler() }
        let transport = NIOTransport()
        do {
            if name.hasPrefix("http://") || name.hasPrefix("https://") {
                self.model = try await Self.model(model, at: name, transport: transport)
                source = name
            } else {
                let crew = StageCrew(settings: settings, transport: transport, documents: PassageIndex([]))
                let directory = EmbeddingDirectory(
                    time: time, deadlines: { crew.deadlines(of: $0) }, sources: { crew.embeddingSources() })
                self.model = try await directory.model(named: name)
                source = "configured"
            }
        } catch {
            try await transport.shutdown()
            throw Failure(description: Self.words(for: error, name: name))
        }
        self.transport = transport
        self.logger = logger
        runner = EmbeddingRunner(board: BreakerBoard(time: time), time: time)
    }

    package var embedder: RetrievalEvaluation.Embedder {
        RetrievalEvaluation.Embedder(model: model.id.description, source: source) { texts in
            let request = EmbeddingRequest(inputs: texts.map { .text($0) })
            let run = await runner.run(request, on: model, logger: logger) { _, _ in }
            switch run.result {
            case .success(let answer): return answer.embeddings
            case .failure(let failure):
                let reason = run.attempts.last?.message ?? failure.code
                throw Failure(description: "\(model.id) gave no vectors: \(reason)")
            }
        }
    }

    /// Closes its connections.
    package func close() async throws { try await transport.shutdown() }

    private static func model(_ model: String?, at address: String, transport: NIOTransport) async throws -> EmbeddingModel {
        let address = address.hasSuffix("/") ? String(address.dropLast()) : address
        let configuration = ProviderConfiguration(name: "server", kind: .openai, baseURL: address)
        guard let provider = makeEmbeddingProvider(configuration, transport: transport) else {
            throw Failure(description: "\(address) has no embeddings")
        }
        var name = model
        if name == nil { name = try await provider.embeddingModels().first }
        guard let name else { throw Failure(description: "\(address) lists no model; name one with --model") }
        return EmbeddingModel(
            id: ModelIdentifier(provider: "server", model: name), provider: provider, isLocal: configuration.isLocal)
    }

    private static func words(for error: any Error, name: String) -> String {
        switch error {
        case let failure as Failure: failure.description
        case let failure as ModelFailure: "\(name) does not answer: \(failure.message)"
        case EmbeddingNameError.unknown(let name, let nearest):
            "no provider has a model \(name); "
                + (nearest.map { "did you mean \($0)?" } ?? "write provider:model, or an address")
        case EmbeddingNameError.ambiguous(let name, let candidates):
            "several providers have a model \(name); say which: \(candidates.joined(separator: ", "))"
        case EmbeddingNameError.noEmbeddings(let provider, let kind):
            "\(provider) is of kind \(kind.rawValue), which has no embeddings"
        default: "\(error)"
        }
    }
}
