package import Chat
import LanguageModel

/// What the page's model selector shows.
package struct ModelSelector: Sendable, Hashable {
    package struct Option: Sendable, Hashable {
        /// `provider:model`
        package var id: String
        package var name: String
        package var provider: String
        package var isLocal: Bool
        package var isAvailable: Bool

        package init(id: String, name: String, provider: String, isLocal: Bool, isAvailable: Bool) {
            self.id = id
            self.name = name
            self.provider = provider
            self.isLocal = isLocal
            self.isAvailable = isAvailable
        }

        package init(_ model: SelectableModel) {
            self.init(
                id: model.id.description, name: model.name, provider: model.id.provider, isLocal: model.isLocal,
                isAvailable: model.retryAfter == nil)
        }
    }

    package var options: [Option]
    /// What is chosen for the conversation; nil for the default.
    package var chosen: String?
    /// What answers where nothing is chosen.
    package var fallback: String?
    /// Whether models are left out because only local ones may be asked.
    package var isLocalOnly: Bool

    package init(options: [Option], chosen: String? = nil, fallback: String? = nil, isLocalOnly: Bool = false) {
        self.options = options
        self.chosen = options.contains { $0.id == chosen } ? chosen : nil
        self.fallback = fallback
        self.isLocalOnly = isLocalOnly
    }

    /// The name of an option for people; its identifier when there is none.
    func name(of id: String?) -> String { options.first { $0.id == id }?.name ?? id ?? "" }

    /// The options by provider, in the order in which the providers come.
    static func groups(of options: [Option]) -> [(provider: String, options: [Option])] {
        var groups: [(provider: String, options: [Option])] = []
        for option in options {
            if let index = groups.firstIndex(where: { $0.provider == option.provider }) {
                groups[index].options.append(option)
            } else {
                groups.append((option.provider, [option]))
            }
        }
        return groups
    }
}
