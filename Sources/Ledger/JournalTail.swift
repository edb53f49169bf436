import Foundation
import Logging

/// Where a journal ends: what the next record continues.
struct JournalTail {
    /// 0 in an empty journal.
    var sequence: Int
    /// 64 hex digits.
    var hash: [UInt8]
    /// The segment to go on in, and its length; nil when the next record begins a new one.
    var segment: (name: String, length: Int)?

    /// Finds the end of the journal in `directory` by its last segment, and clears away what a crash left behind: an empty
    /// segment, and a last line without its end, which was never acknowledged and is kept in a `.torn` file.
    /// - Throws: ``JournalError/corrupted(segment:offset:sequence:reason:)`` for any other damage in that segment.
    static func recover(directory: String, folder: any SegmentFolder, logger: Logger) throws -> JournalTail {
        var segments = try SegmentName.list(in: directory)
        while let name = segments.popLast() {
            var reader = try SegmentReader(directory: directory, name: name)
            var tail: JournalTail?
            reading: while true {
                switch try reader.next() {
                case .line(let line, let offset, let hash):
                    let expected = tail.map { $0.sequence + 1 } ?? SegmentName.firstSequence(name)
                    guard line.sequence == expected else {
                        throw JournalError.corrupted(
                            segment: name, offset: offset, sequence: expected, reason: "record \(line.sequence) stands here")
                    }
                    if let tail, tail.hash != line.previous {
                        throw JournalError.corrupted(
                            segment: name, offset: offset, sequence: expected, reason: "it does not follow the line before")
                    }
                    tail = JournalTail(sequence: line.sequence, hash: hash, segment: (name, reader.offset))
                case .fault(let fault, let offset):
                    throw JournalError.corrupted(
                        segment: name, offset: offset, sequence: tail.map { $0.sequence + 1 } ?? SegmentName.firstSequence(name),
                        reason: fault == .checksum ? "its checksum is wrong" : "it is not a line of a journal")
                case .tail(let offset, let length):
                    if length > 0 {
                        let kept = try setAside(directory: directory, name: name, offset: offset)
                        logger.warning(
                            "the journal's last line was torn by a crash; it was never acknowledged",
                            metadata: ["segment": "\(name)", "offset": "\(offset)", "bytes": "\(length)", "kept": "\(kept)"])
                        let file = try folder.open(name)
                        defer { file.close() }
                        try file.truncate(to: offset)
                    }
                    break reading
                }
            }
            if let tail { return tail }
            try folder.remove(name)
        }
        return JournalTail(sequence: 0, hash: JournalLine.origin, segment: nil)
    }

    /// Copies what follows `offset` beside the segment and returns the copy's name.
    private static func setAside(directory: String, name: String, offset: Int) throws -> String {
        let kept = "\(name).\(offset).torn"
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(directory)/\(name)"))
            defer { try? handle.close() }
            try handle.seek(toOffset: UInt64(offset))
            try (try handle.readToEnd() ?? Data()).write(to: URL(fileURLWithPath: "\(directory)/\(kept)"), options: .atomic)
        } catch {
            throw JournalError.io(action: "copy the torn end of", file: name, reason: error.localizedDescription)
        }
        return kept
    }
}
