import Crypto
import Dispatch
import Foundation
import Synchronization

/// Hashes and checks passwords on threads of its own, a few at a time, so that however many people try to log in, the
/// rest of the server goes on serving.
package final class PasswordHasher: Sendable {
    private struct Queue {
        var waiting = 0
        var next = 0
    }

    private let cost: PasswordHash.Cost
    private let lanes: [DispatchQueue]
    private let longestQueue: Int
    private let queue = Mutex(Queue())

    /// - Parameters:
    ///   - lanes: how many are hashed at the same time; half of the processors when nil.
    ///   - longestQueue: how many may wait, those being hashed included.
    package init(cost: PasswordHash.Cost = .standard, lanes: Int? = nil, longestQueue: Int = 16) {
        self.cost = cost
        let count = lanes ?? max(1, ProcessInfo.processInfo.activeProcessorCount / 2)
        self.lanes = (0..<count).map { DispatchQueue(label: "understudy.passwords.\($0)", qos: .utility) }
        self.longestQueue = longestQueue
    }

    /// The stored form of `password`.
    /// - Throws: ``AccountError/busy``.
    package func hash(_ password: String) async throws -> String {
        let cost = cost
        return try await run {
            var generator = SystemRandomNumberGenerator()
            let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            return try PasswordHash(password, salt: salt, cost: cost).stored
        }
    }

    /// Whether `stored` is the hash of `password`. Without one it takes as long to say no.
    /// - Throws: ``AccountError/busy``.
    package func verify(_ password: String, against stored: String?) async throws -> Bool {
        let cost = cost
        return try await run {
            guard let stored, let hash = PasswordHash(stored: stored) else {
                _ = try PasswordHash(password, salt: [UInt8](repeating: 0, count: 16), cost: cost)
                return false
            }
            return try hash.matches(password)
        }
    }

    /// Whether `stored` was made at another cost than passwords are hashed at today.
    package func isOutdated(_ stored: String) -> Bool {
        PasswordHash(stored: stored)?.cost != cost
    }

    private func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let lane: DispatchQueue? = queue.withLock { queue in
            guard queue.waiting < longestQueue else { return nil }
            queue.waiting += 1
            queue.next = (queue.next + 1) % lanes.count
            return lanes[queue.next]
        }
        guard let lane else { throw AccountError.busy }
        defer { queue.withLock { $0.waiting -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            lane.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// What a password must be like.
package enum PasswordRule {
    /// Characters, each of which Unicode counts as one.
    package static let longest = 1024

    /// - Throws: ``AccountError/invalid(field:reason:)``.
    package static func check(_ password: String, field: String = "password") throws(AccountError) {
        guard (8...longest).contains(password.unicodeScalars.count) else {
            throw .invalid(field: field, reason: "must have 8 to \(longest) characters")
        }
    }

    /// A password of 24 random letters and digits that look like no others.
    package static func random() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<24).compactMap { _ in letters.randomElement() })
    }
}
