package import LanguageModel

/// What people call each model.
package struct ModelDisplayNames: Sendable {
    private let lookUp: @Sendable (ModelIdentifier) -> String

    package init(_ lookUp: @escaping @Sendable (ModelIdentifier) -> String) {
        self.lookUp = lookUp
    }

    package subscript(model: ModelIdentifier) -> String { lookUp(model) }
}
