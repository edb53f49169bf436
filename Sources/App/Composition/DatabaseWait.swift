import LanguageModel
import Logging
import Storage

/// A server and its database are often started at once, and the server may be faster: it waits, and says for what.
struct DatabaseWait: Sendable {
    /// From the first attempt on; zero for one attempt.
    let limit: Duration
    let time: any TimeSource
    let logger: Logger

    /// Returns once `database` answers. Asks again after 250 ms, then after twice as long each time, up to 5 s.
    /// - Throws: ``DataStoreError/database(_:waited:)`` when it has not answered within the limit,
    ///   ``Storage/StorageError`` when it answers that it will not.
    func end(for database: any Database) async throws {
        let start = time.now
        var pause = Duration.milliseconds(250)
        while true {
            do {
                _ = try await database.read { try $0.count("SELECT 1") }
                return
            } catch StorageError.unavailable(let reason) {
                let left = start + limit - time.now
                guard left > .zero else { throw DataStoreError.database(reason, waited: time.now - start) }
                logger.warning("Waiting for the database, for \(Int(left.seconds.rounded(.up))) s more: \(reason)")
                try await time.sleep(until: time.now + min(pause, left))
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
