import Crypto
import Foundation

/// One step of the schema, with its way back. Once released it is never changed: its checksum is stored.
package struct Migration: Sendable {
    /// 1 for the first; each one higher than the one before.
    package var number: Int
    /// What it does, as in `Add default_model_id to conversations`.
    package var title: String
    /// What it did, as in `added default_model_id column to conversations table`.
    package var success: String
    /// In order.
    package var up: [SQLStatement]
    package var down: [SQLStatement]

    package init(number: Int, title: String, success: String, up: [SQLStatement], down: [SQLStatement]) {
        self.number = number
        self.title = title
        self.success = success
        self.up = up
        self.down = down
    }

    /// SHA-256 over the statements of one database, hex.
    package func checksum(_ dialect: SQLDialect) -> String {
        let text = (up + ["-- down"] + down).compactMap { $0.text(dialect) }.joined(separator: ";\n")
        return SHA256.hash(data: Data(text.utf8)).hex
    }

    /// Every migration there is, in order.
    package static let catalogue: [Migration] = [
        .createConversations,
        .addDefaultModelToConversations,
        .createUsageLogs,
        .createLedgerIndex,
        .createAPIKeys,
        .createProviderConnections,
        .createUsers,
        .createSessions,
        .addKeyOwnersAndAudit,
        .addStandingToConversations,
        .makeMessagesATree,
        .createConversationSearch,
        .addJournalToLedgerCheckpoint,
        .addSessionToConversations,
        .createOwnerSettings,
        .addWriterToChatMessages,
        .createModelPrices,
        .createSuggestions,
        .createCatalogues,
        .createChainVersions,
        .createAssistants,
        .createSpendingLimits,
        .createConsents,
        .createSearchIndexes,
        .createVectorTables,
        .createDocuments,
        .addInjectionToPassages,
        .createEvaluations,
        .createWebhooks,
        .createGroundings,
        .addPublicKeys,
        .addPlacesToFeeds,
        .keepFilesAsBytes,
        .createChainOutages,
        .keepVectorsAndSegmentsAsBytes,
    ]
}
