package import LanguageModel
package import Storage
import Synchronization

/// The prices in use: what the configuration says and what admins have entered, kept in memory for whoever counts costs.
package final class PriceList: Sendable {
    /// Why prices cannot be entered.
    package enum Refusal: Error, Sendable, Hashable {
        /// They would have held before they were entered; what was answered keeps its cost.
        case past
    }

    private let repository: PriceRepository?
    private let time: any TimeSource
    private let current: Mutex<PriceBook>

    /// - Parameter configured: what the configuration says.
    package init(database: any Database, configured: [ModelIdentifier: TokenPrices], time: any TimeSource) {
        repository = PriceRepository(database: database)
        self.time = time
        current = Mutex(PriceBook(configured: configured))
    }

    /// Prices that never change.
    package init(_ book: PriceBook = PriceBook(), time: any TimeSource) {
        repository = nil
        self.time = time
        current = Mutex(book)
    }

    /// The prices as they are known now.
    package var book: PriceBook { current.withLock { $0 } }

    /// Reads what was entered, here or on another server that shares the database.
    /// - Throws: ``Storage/StorageError``; the prices known before stay in use.
    package func load() async throws {
        guard let repository else { return }
        let entered = try await repository.list()
        current.withLock { $0 = PriceBook(configured: $0.configured, entered: entered) }
    }

    /// Puts `prices` in force for `model` from `validFrom` on (seconds since 1970; now when nil).
    /// - Throws: ``Refusal``, ``Storage/StorageError``
    package func enter(
        _ prices: TokenPrices, for model: ModelIdentifier, validFrom: Double? = nil, by author: String?
    ) async throws {
        // The database keeps milliseconds: rounded up, a price that counts from now on would not count yet.
        let now = (time.wallClock * 1000).rounded(.down) / 1000
        if let validFrom, validFrom < now - Self.grace { throw Refusal.past }
        try await repository?.add(
            PriceEntry(
                id: 0, model: model, prices: prices, validFrom: max(validFrom ?? now, now), enteredBy: author, createdAt: now))
        try await load()
    }

    /// How far back a moment may lie that somebody meant to be now, in seconds.
    private static let grace = 60.0
}
