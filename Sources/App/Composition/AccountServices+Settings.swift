package import Accounts
import Foundation
import Knowledge
import Providers
package import LanguageModel
package import Storage

extension AccountServices {
    /// The accounts of `settings`' data, for a command that runs beside the server or without it.
    /// - Throws: ``Storage/StorageError``
    package init(settings: Settings, database: any Database, time: any TimeSource) async throws {
        try await Migrator(database: database, time: time).up()
        await self.init(
            settings: settings, database: database, keys: KeyRepository(database: database, time: time),
            box: try SecretBox(secretKey: settings.secretKey, data: settings.data), time: time)
    }

    init(
        settings: Settings, database: any Database, memory: (any Database)? = nil, keys: KeyRepository, box: SecretBox,
        time: any TimeSource, transport: (any Transport)? = nil,
        onErasure: @escaping @Sendable (String) -> Void = { _ in }
    ) async {
        var openID: (provider: OpenIDProvider, fetch: OpenIDFetch, box: SecretBox)?
        if let provider = settings.accounts.openID, let transport { openID = (provider, openIDFetch(transport), box) }
        await self.init(
            policy: Policy(
                isRequired: settings.accounts.isRequired, sessionLifetime: settings.accounts.sessionLifetime,
                tokenLifetime: settings.accounts.tokenLifetime, consent: settings.privacy.consent,
                retention: settings.privacy.retention),
            database: database, memory: memory, keys: keys, tokenKey: box.key(for: "access tokens"), time: time,
            openID: openID, beforeErasing: CollectionRepository.erase, onErasure: onErasure,
            makeID: { UUID().uuidString.lowercased() })
    }
}
