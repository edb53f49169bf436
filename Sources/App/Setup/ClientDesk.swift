import Accounts
import Chat
import Foundation
import LanguageModel
import Logging
import Providers
import Routing
import Storage
import Web

/// Connects providers while the server runs, tries them out, and lets go of them.
struct ClientDesk: ClientKeeping {
    let keeper: StageKeeper
    let pipeline: ChatPipeline
    let rules: CloudRules
    let audit: AuditLog
    let time: any TimeSource
    let logger: Logger
    private var crew: StageCrew { keeper.crew }

    func list() async throws -> [AIClient] {
        let connected = Dictionary(crew.connected.map { ($0.name, $0) }) { first, _ in first }
        let stored = Set(try await keeper.connections.list().map(\.name))
        let models = keeper.directory.models
        return crew.configurations.map { configuration in
            let connection = connected[configuration.name]
            let source: AIClient.Source =
                if configuration.name == StageCrew.builtin.provider {
                    .builtin
                } else if let connection {
                    stored.contains(connection.name) ? .connected : .found
                } else {
                    .configuration
                }
            return AIClient(
                name: configuration.name, kind: configuration.kind,
                address: configuration.baseURL ?? configuration.kind.defaultBaseURL, isLocal: configuration.isLocal,
                source: source, hasKey: configuration.apiKey != nil, keyIsUnreadable: connection?.keyIsUnreadable ?? false,
                models: models.filter { $0.id.provider == configuration.name }.map {
                    .init(id: $0.id, name: $0.name, state: keeper.board.state(of: $0.id, at: time.now))
                })
        }
    }

    func models(of client: String, asker: String?) async throws -> ModelListing {
        guard let configuration = crew.configuration(of: client) else { throw SetupError.notFound }
        let start = time.now
        var listing = ModelListing(models: [], milliseconds: 0)
        do {
            let provider = crew.provider(configuration)
            listing.models = try await within(asker) { try await provider.models() }.map {
                ModelIdentifier(provider: client, model: $0)
            }
        } catch let failure as ModelFailure {
            listing.failure = failure
        }
        listing.milliseconds = (time.now - start).milliseconds
        return listing
    }

    func test(_ model: ModelIdentifier, requestID: String, asker: Principal, visit: Visit) async throws -> ClientTest {
        guard let actor = crew.model(model) else { throw SetupError.notFound }
        let wasNotAsked = !keeper.board.wouldAdmit(model)
        let start = time.now
        let result = await pipeline.answer(
            Ask(
                requestID: requestID, surface: .trial, chain: Chain(name: model.description, models: [actor]), keyID: asker.keyID,
                userID: asker.userID, request: Self.question, streamed: false)
        ) { _ in }
        let milliseconds = (time.now - start).milliseconds
        switch result {
        case .success(let answer): return ClientTest(model: model, answer: answer.text, milliseconds: milliseconds)
        case .failure(let failure):
            let (kind, message) = failure.cause
            return ClientTest(
                model: model, failure: kind, message: message, wasNotAsked: wasNotAsked, milliseconds: milliseconds)
        }
    }

    func resetBreaker(of model: ModelIdentifier, visit: Visit) async throws {
        guard keeper.directory.models.contains(where: { $0.id == model }) else { throw SetupError.notFound }
        keeper.board.reset(model)
        try await audit.note(.breakerReset, visit: visit, subject: model.description)
    }

    func connect(_ request: ProviderConnectionRequest, asker: String?, visit: Visit) async throws -> ConnectedProvider {
        if request.kind.keyVariable != nil, request.apiKey == nil, request.baseURL == nil { throw SetupError.keyMissing }
        if let address = request.baseURL { try Self.check(address) }
        let name = request.name ?? request.kind.rawValue
        guard Self.isName(name) else { throw SetupError.badName }
        if let other = crew.configuration(of: name) {
            let isConnected = crew.connected.contains { $0.name == name }
            guard isConnected, other.kind == request.kind, request.name == nil else { throw SetupError.nameTaken }
        }
        var connection = ProviderConnection(
            name: name, kind: request.kind, baseURL: request.baseURL, key: request.apiKey, models: request.models)
        let listed = try await listed(by: connection, asker: asker)
        if connection.models.isEmpty {
            let usual = request.kind.defaultModels.filter { listed.isEmpty || listed.contains($0) }
            connection.models = usual.isEmpty ? Array(listed.prefix(1)) : usual
        }
        guard !connection.models.isEmpty else { throw SetupError.noModels }
        try await keeper.connections.upsert(connection)
        try await keeper.refresh()
        try await audit.note(
            .clientConnected, visit: visit, subject: connection.name, detail: connection.models.joined(separator: ", "))
        logger.info("Connected provider \(connection.name) with \(connection.models.joined(separator: ", "))")
        return ConnectedProvider(provider: connection.name, models: connection.models)
    }

    func changeKey(of client: String, to key: Secret, asker: String?, visit: Visit) async throws {
        var connection = try await stored(client)
        connection.key = key
        connection.keyIsUnreadable = false
        _ = try await listed(by: connection, asker: asker)
        try await keeper.connections.upsert(connection)
        try await keeper.refresh()
        try await audit.note(.clientKeyChanged, visit: visit, subject: client)
    }

    func remove(_ client: String, visit: Visit) async throws {
        _ = try await stored(client)
        let chains = try await keeper.versions.current().filter { $0.models?.contains { $0.provider == client } == true }
        guard chains.isEmpty else { throw SetupError.usedByChains(chains.map(\.chain)) }
        try await keeper.connections.delete(client)
        try await keeper.refresh()
        try await audit.note(.clientRemoved, visit: visit, subject: client)
        logger.info("Removed provider \(client)")
    }

    /// A connection that is stored, and so can be changed.
    private func stored(_ client: String) async throws -> ProviderConnection {
        if let connection = try await keeper.connections.list().first(where: { $0.name == client }) { return connection }
        throw crew.configuration(of: client) == nil ? SetupError.notFound : SetupError.configured
    }

    /// What the provider says it has, which also shows that it can be asked.
    private func listed(by connection: ProviderConnection, asker: String?) async throws -> [String] {
        guard rules.reach(of: asker).permits(isLocal: connection.configuration.isLocal) else { throw SetupError.cloudDisabled }
        let provider = crew.provider(connection)
        do {
            return try await within(asker) { try await provider.models() }
        } catch let failure as ModelFailure {
            throw SetupError.refused(failure)
        }
    }

    /// What `asker` may have asked outside.
    private func within<Value>(_ asker: String?, _ body: () async throws -> Value) async rethrows -> Value {
        try await OutboundRule.$current.withValue(OutboundRule { [rules] in rules.reach(of: asker) }) { try await body() }
    }

    private static let question = ChatRequest(messages: [Message(.user, "Answer with one word: are you there?")], maxTokens: 64)

    private static func check(_ address: String) throws {
        guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host() != nil else {
            throw SetupError.badAddress
        }
    }

    /// The first half of model identifiers, so without a colon.
    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9][a-z0-9._\-]{0,63}/) != nil
    }
}

extension BreakerBoard {
    func state(of model: ModelIdentifier, at now: Duration) -> ModelState {
        switch phase(of: model) {
        case .closed: ModelState(phase: .closed)
        case .halfOpen(let reason): ModelState(phase: .halfOpen, reason: reason)
        case .open(let until, let reason):
            ModelState(
                phase: .open, reason: reason, retryAfterSeconds: max(0, Int((until - now).seconds.rounded(.up))))
        }
    }
}

extension ChatFailure {
    /// What was wrong with the one model that was asked.
    fileprivate var cause: (kind: ModelFailure.Kind?, message: String?) {
        switch self {
        case .exhausted(let exhaustion): (exhaustion.models.first?.reason, nil)
        case .rejected(let failure), .interrupted(_, let failure): (failure.kind, failure.message)
        case .contextTooLong(let message): (.contextTooLong, message)
        case .timedOut(let message): (.totalTimeout, message)
        case .cancelled: (.cancelled, nil)
        case .cloudDisabled: (.notAllowed, nil)
        case .limited(let refusal): (.notAllowed, "a limit refused it: \(refusal.code)")
        case .misfit, .noLanguageModel, .sourcesUnavailable, .unrecorded: (nil, nil)
        }
    }
}
