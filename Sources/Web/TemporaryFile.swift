import Foundation
import Hummingbird
import NIOCore
import Storage

/// A file for as long as something holds it, for the owner alone.
final class TemporaryFile: Sendable {
    let path: String

    /// - Throws: ``APIError`` 503 when there is no room.
    init() throws {
        path = WorkFiles.path()
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw Self.noRoom
        }
    }

    private static let noRoom = APIError(.serviceUnavailable, "no_room", "The server has no room for the file right now.")

    /// - Throws: ``APIError`` 503 when `write` fails.
    static func keepingRoom(_ write: () throws -> Void) throws {
        do { try write() } catch { throw noRoom }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Keeps the body of `request`.
    /// - Throws: ``APIError`` 413 over `limit` bytes.
    func store(_ request: Request, limit: Int) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw APIError.tooLarge(limit) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var size = 0
        for try await buffer in request.body {
            size += buffer.readableBytes
            guard size <= limit else { throw APIError.tooLarge(limit) }
            try Self.keepingRoom { try file.write(contentsOf: Data(buffer.readableBytesView)) }
        }
    }
}
