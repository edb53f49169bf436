package import Crypto
import Foundation
package import LanguageModel

/// Seals secrets for the database: AES-256-GCM, bound to the name of what they belong to.
package struct SecretBox: Sendable {
    private let key: SymmetricKey

    /// A box under a key derived from `secretKey` (SECRET_KEY) or, without one, from `<data>/secret.key`, which is made
    /// on first use and readable by its owner alone.
    /// - Throws: ``StorageError/secretKeyFile(path:reason:)``.
    package init(secretKey: Secret?, data: String) throws {
        let material =
            if let secretKey, !secretKey.reveal.isEmpty {
                Array(secretKey.reveal.utf8)
            } else {
                try Self.keyFile(at: "\(data)/secret.key")
            }
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: material), info: Data("understudy stored secrets 1".utf8), outputByteCount: 32)
    }

    /// A key of its own for `purpose`, derived from the box's.
    package func key(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("understudy \(purpose) 1".utf8), outputByteCount: 32)
    }

    /// - Parameter name: what the secret belongs to; it opens only under the same name.
    package func seal(_ secret: Secret, of name: String) throws -> String {
        let box = try AES.GCM.seal(Data(secret.reveal.utf8), using: key, authenticating: Data(name.utf8))
        guard let combined = box.combined else { throw StorageError.sealedSecret(name) }
        return "1:" + combined.base64EncodedString()
    }

    /// - Throws: ``StorageError/sealedSecret(_:)`` when it was sealed under another key or name, or was altered.
    package func open(_ sealed: String, of name: String) throws -> Secret {
        guard sealed.hasPrefix("1:"), let combined = Data(base64Encoded: String(sealed.dropFirst(2))),
            let box = try? AES.GCM.SealedBox(combined: combined),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Data(name.utf8))
        else { throw StorageError.sealedSecret(name) }
        return Secret(String(decoding: plain, as: UTF8.self))
    }

    /// The 64 hex digits in the file at `path`. It appears whole or not at all, even when two processes make it at once.
    private static func keyFile(at path: String) throws -> [UInt8] {
        if !FileManager.default.fileExists(atPath: path) {
            let draft = "\(path).\(UUID().uuidString)"
            let digits = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0).hex }
            do {
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw StorageError.secretKeyFile(path: path, reason: error.localizedDescription)
            }
            guard
                FileManager.default.createFile(
                    atPath: draft, contents: Data(digits.utf8), attributes: [.posixPermissions: 0o600])
            else { throw StorageError.secretKeyFile(path: path, reason: "cannot be made") }
            // A link fails when the file has come to exist meanwhile, which is then the one to use.
            try? FileManager.default.linkItem(atPath: draft, toPath: path)
            try? FileManager.default.removeItem(atPath: draft)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StorageError.secretKeyFile(path: path, reason: "cannot be read")
        }
        let digits = data.filter { !($0 == 10 || $0 == 13 || $0 == 32) }
        guard digits.count == 64 else { throw StorageError.secretKeyFile(path: path, reason: "does not hold 64 hex digits") }
        return Array(digits)
    }
}
