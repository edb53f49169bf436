package import Accounts
package import LanguageModel

/// The chains, and the ways to change them while the server runs. App implements it.
package protocol ChainKeeping: Sendable {
    /// Every chain that is played, and those that were taken away and can be brought back.
    func list() async throws -> [EditableChain]

    /// - Throws: ``ChainEditError/notFound``
    func chain(_ name: String) async throws -> EditableChain

    /// What was made of it so far, newest first.
    func versions(of chain: String) async throws -> [EditableChain.Version]

    /// Has `models`, and no others, played under `name` from the next answer on.
    /// - Parameters:
    ///   - models: each `provider:model`.
    ///   - version: the newest one that whoever asks has seen; 0 for none.
    /// - Throws: ``ChainEditError``
    func save(_ name: String, models: [String], version: Int, visit: Visit) async throws -> EditableChain

    /// Goes back to what the configuration says, or takes a chain away of which that says nothing.
    /// - Throws: ``ChainEditError``
    func takeBack(_ name: String, version: Int, visit: Visit) async throws

    /// Makes a new version out of the old one called `number`.
    /// - Throws: ``ChainEditError``
    func restore(_ name: String, number: Int, version: Int, visit: Visit) async throws -> EditableChain

    /// The models as a chain would have them, as far as they can be checked without saving anything.
    /// - Throws: ``ChainEditError``
    func check(_ models: [String]) throws(ChainEditError) -> [ModelIdentifier]
}

/// A chain as an admin sees it.
package struct EditableChain: Sendable {
    package enum Source: String, Sendable, Encodable {
        case configuration
        /// Edited here, which wins over the configuration.
        case stored
        /// In no configuration, and taken away.
        case takenAway = "taken_away"
    }

    package struct Version: Sendable, Hashable {
        package var number: Int
        /// nil for one that took the chain back.
        package var models: [ModelIdentifier]?
        /// Seconds since 1970.
        package var createdAt: Double
        /// The user's name, or the id of a key.
        package var createdBy: String?

        package init(number: Int, models: [ModelIdentifier]?, createdAt: Double, createdBy: String?) {
            self.number = number
            self.models = models
            self.createdAt = createdAt
            self.createdBy = createdBy
        }
    }

    package var name: String
    package var models: [AIClient.Model]
    package var source: Source
    /// Whether the configuration has a chain of this name.
    package var isConfigured: Bool
    /// Its newest version; nil for a chain that was never edited.
    package var latest: Version?
    /// The names of the assistants that play it.
    package var assistants: [String]
    /// What to hand in with the next change.
    package var version: Int { latest?.number ?? 0 }

    /// What a new one may be called: no colon, so that no chain looks like a model.
    package static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,63}/) != nil
    }

    package init(
        name: String, models: [AIClient.Model], source: Source, isConfigured: Bool, latest: Version?, assistants: [String]
    ) {
        self.name = name
        self.models = models
        self.source = source
        self.isConfigured = isConfigured
        self.latest = latest
        self.assistants = assistants
    }
}

/// Why a chain was left as it is.
package enum ChainEditError: Error, Sendable, Hashable {
    case notFound
    case badName(String)
    case empty
    case tooLong(limit: Int)
    /// Not of the form `provider:model`.
    case badModel(String)
    /// - Parameter nearest: a provider that there is.
    case unknownProvider(String, nearest: String?)
    case twice(String)
    /// Somebody else has made a newer version.
    case changedMeanwhile
    case usedBy(assistants: [String])
    /// It is what the configuration says already, or was taken away before.
    case nothingToTakeBack
    case noSuchVersion(Int)
}
