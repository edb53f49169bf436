/// Walks over a journal's records in order, from segment to segment.
///
/// A value that reopens its segment for each batch, so that it holds no file open in between.
struct JournalCursor {
    private let directory: String
    private var segment: String
    private var offset: Int
    /// The last record that was read or skipped.
    private(set) var sequence: Int

    /// Stands before the record that follows `sequence`.
    /// - Throws: ``JournalError`` `corrupted` when no segment can hold that record.
    init(directory: String, after sequence: Int) throws {
        let candidates = try SegmentName.list(in: directory).filter { (SegmentName.firstSequence($0) ?? .max) <= sequence + 1 }
        guard let segment = candidates.last, let first = SegmentName.firstSequence(segment) else {
            throw JournalError.corrupted(segment: directory, offset: 0, sequence: sequence + 1, reason: "no segment holds it")
        }
        self.directory = directory
        self.segment = segment
        offset = 0
        self.sequence = first - 1
        while self.sequence < sequence {
            guard try !next(min(1000, sequence - self.sequence)).isEmpty else {
                throw JournalError.corrupted(segment: segment, offset: offset, sequence: sequence, reason: "it is missing")
            }
        }
    }

    /// The next `count` records, which must be durable.
    /// - Throws: ``JournalError`` `corrupted` when one of them cannot be read.
    mutating func next(_ count: Int) throws -> [JournalLine] {
        var lines: [JournalLine] = []
        while lines.count < count {
            try read(count, into: &lines)
            guard lines.count < count else { break }
            // The segment is at its end: the next record begins another.
            let following = SegmentName.of(first: sequence + 1)
            guard following != segment else {
                throw JournalError.corrupted(segment: segment, offset: offset, sequence: sequence + 1, reason: "it is missing")
            }
            segment = following
            offset = 0
        }
        return lines
    }

    private mutating func read(_ count: Int, into lines: inout [JournalLine]) throws {
        var reader = try SegmentReader(directory: directory, name: segment, offset: offset)
        while lines.count < count {
            switch try reader.next() {
            case .line(let line, let start, _):
                guard line.sequence == sequence + 1 else {
                    throw JournalError.corrupted(
                        segment: segment, offset: start, sequence: sequence + 1, reason: "record \(line.sequence) stands here")
                }
                sequence = line.sequence
                lines.append(line)
                offset = reader.offset
            case .fault(let fault, let start):
                throw JournalError.corrupted(
                    segment: segment, offset: start, sequence: sequence + 1,
                    reason: fault == .checksum ? "its checksum is wrong" : "it is not a line of a journal")
            case .tail:
                return
            }
        }
    }
}
