import Foundation

/// Reads one segment line by line without holding more of it than a piece.
struct SegmentReader: ~Copyable {
    enum Item {
        /// A line that holds, where it begins, and its hash.
        case line(JournalLine, offset: Int, hash: [UInt8])
        /// A line that does not.
        case fault(JournalLine.Fault, offset: Int)
        /// What follows the last newline: nothing, or a line that was never finished.
        case tail(offset: Int, length: Int)
    }

    let name: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Where in the file `buffer` begins, and where in the buffer the next line does.
    private var base: Int
    private var position = 0
    /// How far `buffer` is known to hold no newline.
    private var searched = 0

    /// Where the next line begins.
    var offset: Int { base + position }

    /// - Parameter offset: the beginning of a line.
    init(directory: String, name: String, offset: Int = 0) throws {
        self.name = name
        base = offset
        descriptor = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", name) }
    }

    deinit {
        close(descriptor)
    }

    /// The next item; after a tail the same or a later state of it, as the file may grow meanwhile.
    mutating func next() throws -> Item {
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                let start = position
                position = end + 1
                searched = position
                do throws(JournalLine.Fault) {
                    let line = try JournalLine(parsing: buffer[start..<end])
                    return .line(line, offset: base + start, hash: JournalLine.hash(buffer[start...end]))
                } catch {
                    return .fault(error, offset: base + start)
                }
            }
            searched = buffer.count
            guard try fill() else { return .tail(offset: base + position, length: buffer.count - position) }
        }
    }

    /// Reads on; false at the end of the file.
    private mutating func fill() throws -> Bool {
        buffer.removeSubrange(..<position)
        base += position
        searched -= position
        position = 0
        let size = 256 * 1024
        let offset = base + buffer.count
        var count = 0
        let piece = [UInt8](unsafeUninitializedCapacity: size) { [descriptor] bytes, length in
            repeat { count = pread(descriptor, bytes.baseAddress, size, offset) } while count < 0 && errno == EINTR
            length = max(0, count)
        }
        guard count >= 0 else { throw failure("read", name) }
        buffer.append(contentsOf: piece)
        return count > 0
    }
}

/// The files of a journal, named after the first record in each: `0000000000000001.journal`.
enum SegmentName {
    static func of(first sequence: Int) -> String {
        let digits = sequence.description
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits + ".journal"
    }

    /// The sequence number in a segment's name; nil for other files.
    static func firstSequence(_ name: String) -> Int? {
        name.hasSuffix(".journal") ? Int(name.dropLast(8)) : nil
    }

    /// All segments of the folder, oldest first.
    static func list(in directory: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { firstSequence($0) != nil }
                .sorted { (firstSequence($0) ?? 0) < (firstSequence($1) ?? 0) }
        } catch {
            throw JournalError.io(action: "list", file: directory, reason: error.localizedDescription)
        }
    }
}
