import Crypto
import CryptoExtras
import Foundation

/// A password as it is stored: what scrypt made of it, with the salt and the cost that it was made with, as in
/// `$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA`.
package struct PasswordHash: Sendable {
    /// What one try costs: 2^`logRounds` times 128 × `blockSize` bytes of memory.
    package struct Cost: Sendable, Hashable {
        package var logRounds: Int
        package var blockSize: Int
        package var parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// 32 MB and some tenths of a second.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 1)

        /// Whether a stored cost is one that checking may be spent on.
        fileprivate var isSane: Bool {
            (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        }
    }

    var cost: Cost
    var salt: [UInt8]
    var key: SymmetricKey

    /// Hashes `password`, which takes a while.
    /// - Parameter salt: new for every password.
    init(_ password: String, salt: [UInt8], cost: Cost) throws {
        self.cost = cost
        self.salt = salt
        // So that one password is the same from every keyboard.
        let text = password.precomposedStringWithCompatibilityMapping
        key = try KDF.Scrypt.deriveKey(
            from: Array(text.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism)
    }

    /// Reads the stored form; nil for anything else.
    init?(stored: String) {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Cost(stored: parts[2]), cost.isSane,
            let salt = Data(unpadded: parts[3]), let key = Data(unpadded: parts[4]), key.count == 32
        else { return nil }
        self.cost = cost
        self.salt = Array(salt)
        self.key = SymmetricKey(data: key)
    }

    var stored: String {
        let key = key.withUnsafeBytes { Data($0) }
        return "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)$\(Data(salt).unpadded)$\(key.unpadded)"
    }

    /// Whether it is the hash of `password`; takes the same time whatever the answer.
    func matches(_ password: String) throws -> Bool {
        try PasswordHash(password, salt: salt, cost: cost).key == key
    }
}

extension PasswordHash.Cost {
    fileprivate init?(stored: Substring) {
        var values: [Substring: Int] = [:]
        for part in stored.split(separator: ",") {
            let pair = part.split(separator: "=")
            guard pair.count == 2, let value = Int(pair[1]) else { return nil }
            values[pair[0]] = value
        }
        guard let rounds = values["ln"], let block = values["r"], let parallelism = values["p"] else { return nil }
        self.init(logRounds: rounds, blockSize: block, parallelism: parallelism)
    }
}

extension Data {
    fileprivate init?(unpadded text: Substring) {
        self.init(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))
    }

    fileprivate var unpadded: String { base64EncodedString().filter { $0 != "=" } }
}
