package import Knowledge
import LanguageModel
import Storage

/// Recommends items of an assistant's catalogue with its answers.
package struct Adviser: Sendable {
    package let shelf: CatalogueShelf
    package let customers: CustomerRepository
    package let records: RecommendationRepository
    /// Told how many named items were left out of an answer's recommendations, and why.
    let onDrop: @Sendable ([String: Int]) -> Void

    /// How many items models are told of.
    private static let briefed = 8

    package init(
        shelf: CatalogueShelf, customers: CustomerRepository, records: RecommendationRepository,
        onDrop: @escaping @Sendable ([String: Int]) -> Void = { _ in }
    ) {
        self.shelf = shelf
        self.customers = customers
        self.records = records
        self.onDrop = onDrop
    }

    /// What to tell an assistant before it answers, and what to make of its answer; nil when there is no such catalogue.
    /// - Parameter history: what is answered, the question last.
    func advice(from id: String, on history: [ChatMessage], for owner: String) async -> Advice? {
        guard let catalogue = await shelf.catalogue(id) else { return nil }
        // Without the database there is still the catalogue to advise from.
        let customer = (try? await customers.customer(owner, of: catalogue, named: id)) ?? Customer()
        return Advice(
            catalogue: catalogue, customer: customer, said: history.filter { $0.role == .user }.map(\.content),
            briefed: Self.briefed)
    }
}

/// What an answer is advised with.
package struct Advice: Sendable {
    private let catalogue: Catalogue
    private let customer: Customer
    /// The person's words, the newest last.
    private let said: [String]
    /// For the model, after the assistant's instructions.
    let briefing: String

    init(catalogue: Catalogue, customer: Customer, said: [String], briefed: Int) {
        self.catalogue = catalogue
        self.customer = customer
        self.said = said
        let candidates = catalogue.recommend(for: said, customer: customer, limit: briefed).recommendations
        briefing = catalogue.briefing(candidates, customer: customer)
    }

    /// - Parameters:
    ///   - answer: without its marks; nil when no model spoke.
    ///   - marks: the ids that were marked in it.
    func record(answer: String?, marks: [String]) -> RecommendationRecord {
        RecommendationRecord(
            catalogue.recommend(for: said, answer: answer, marks: marks, customer: customer),
            source: answer == nil ? .search : .model)
    }
}
