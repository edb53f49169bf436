import Crypto
import Foundation

/// A backup that is being written.
final class BackupFileWriter {
    private let handle: FileHandle
    private let path: String
    private var buffer: [UInt8] = []
    private var hash = SHA256()

    /// Only its owner may read it: it holds conversations.
    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw BackupError.file(path: path, reason: "cannot be written") }
        self.handle = handle
        self.path = path
    }

    func write(_ line: [UInt8]) throws {
        buffer += line
        if buffer.count > 1 << 20 { try flush() }
    }

    /// Writes the trailer, and has all of it on the disk.
    func finish(_ tables: [TableSummary]) throws {
        try flush()
        let trailer = BackupLine.Trailer(tables: tables, sha256: hash.finalize().hex)
        buffer = try BackupLine.mark(BackupLine.Mark(end: trailer))
        try flush()
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw BackupError.file(path: path, reason: error.localizedDescription)
        }
    }

    private func flush() throws {
        hash.update(data: buffer)
        do {
            try handle.write(contentsOf: buffer)
        } catch {
            throw BackupError.file(path: path, reason: error.localizedDescription)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// A backup that is being read, line by line, and proven on the way.
struct BackupFileReader {
    let path: String

    /// The first line alone.
    func header() throws -> BackupLine.Header {
        var header: BackupLine.Header?
        try lines { _, line in
            header = try JSONDecoder().decode(BackupLine.Mark.self, from: line).header
            return false
        }
        guard let header, header.version == 1 else { throw damaged(1, "this is no backup that this Understudy can read") }
        return header
    }

    /// Reads all of it.
    /// - Throws: ``BackupError/damaged(path:line:reason:)`` at the latest at the end, so nothing may be final before.
    func read(
        table: (PortableTable) throws -> Void, row: (PortableTable, [SQLValue]) throws -> Void
    ) throws -> [TableSummary] {
        var hash = SHA256()
        var current: (table: PortableTable, summary: TableSummary)?
        var summaries: [TableSummary] = []
        var trailer: BackupLine.Trailer?
        let decoder = JSONDecoder()
        try lines { number, line in
            if trailer != nil { throw damaged(number, "something follows its end") }
            if line.first == UInt8(ascii: "[") {
                guard current != nil else { throw damaged(number, "a row without a table") }
            }
            if line.first == UInt8(ascii: "["), let (head, _) = current {
                let values = try BackupLine.values(line, of: head, decoder: decoder)
                current?.summary.add(BackupLine.row(values))
                try row(head, values)
            } else {
                let mark = try decoder.decode(BackupLine.Mark.self, from: line)
                if let done = current, mark.table != nil || mark.end != nil { summaries.append(done.summary) }
                if let head = mark.table {
                    current = (head, TableSummary(name: head.name))
                    try table(head)
                }
                if let end = mark.end {
                    trailer = end
                    return true
                }
            }
            hash.update(data: line)
            hash.update(data: [UInt8(ascii: "\n")])
            return true
        }
        guard let trailer else { throw BackupError.file(path: path, reason: "the backup is not whole: its end is missing") }
        guard trailer.sha256 == hash.finalize().hex else { throw BackupError.file(path: path, reason: "the checksum is wrong") }
        guard trailer.tables == summaries else { throw BackupError.file(path: path, reason: "the rows are not those counted") }
        return summaries
    }

    /// Hands out lines without their ends, until `body` says false.
    private func lines(_ body: (Int, Data) throws -> Bool) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw BackupError.file(path: path, reason: "cannot be read")
        }
        defer { try? handle.close() }
        var number = 0
        var rest = Data()
        /// How much of it has no end of a line: one may be many megabytes long.
        var searched = 0
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest.append(chunk)
            var start = rest.startIndex
            while let end = rest[(start + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                searched = 0
                number += 1
                do {
                    guard try body(number, rest[start..<end]) else { return }
                } catch is DecodingError {
                    throw damaged(number, "it cannot be decoded")
                }
                start = end + 1
            }
            rest = Data(rest[start...])
            searched = rest.count
        }
    }

    private func damaged(_ line: Int, _ reason: String) -> BackupError { .damaged(path: path, line: line, reason: reason) }
}
