/// Appends groups of records to segments. Knows nothing of threads or waiting; confined to whoever owns it.
struct JournalWriter: Sendable {
    private struct Segment {
        var file: any SegmentFile
        var name: String
        /// How much of the file is acknowledged.
        var length: Int
    }

    private let folder: any SegmentFolder
    private let segmentBytes: Int
    private var segment: Segment?
    /// The segment may hold bytes that were not acknowledged; nothing is written before they are gone.
    private var isDamaged = false
    private var hash: [UInt8]
    /// The last record on the disk.
    private(set) var sequence: Int

    init(tail: JournalTail, folder: any SegmentFolder, segmentBytes: Int) throws {
        self.folder = folder
        self.segmentBytes = segmentBytes
        hash = tail.hash
        sequence = tail.sequence
        if let (name, length) = tail.segment {
            segment = Segment(file: try folder.open(name), name: name, length: length)
        }
    }

    /// Appends `records` (JSON) and returns once all of them are on the disk: one write, one sync.
    /// - Throws: ``JournalError``; then none of them counts as written, and the same group may be appended again.
    mutating func append(_ records: ArraySlice<[UInt8]>) throws {
        if isDamaged { try repair() }
        var segment = try segmentToWrite()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(records.reduce(0) { $0 + $1.count + 100 })
        var sequence = sequence
        var hash = hash
        for json in records {
            sequence += 1
            hash = JournalLine.append(sequence: sequence, previous: hash, json: json, to: &bytes)
        }
        do {
            try segment.file.append(bytes)
            try segment.file.sync()
        } catch {
            isDamaged = true
            try? repair()
            throw error
        }
        segment.length += bytes.count
        self.segment = segment
        self.sequence = sequence
        self.hash = hash
    }

    func close() {
        segment?.file.close()
    }

    private mutating func segmentToWrite() throws -> Segment {
        if let segment {
            if segment.length < segmentBytes { return segment }
            segment.file.close()
            self.segment = nil
        }
        let name = SegmentName.of(first: sequence + 1)
        let new = Segment(file: try folder.create(name), name: name, length: 0)
        segment = new
        return new
    }

    /// Cuts the segment back to what was acknowledged and leaves it: after a failed sync the system may have forgotten what
    /// it could not write, so a later sync of the same file proves nothing. The next group begins a new segment.
    private mutating func repair() throws {
        if let segment {
            try segment.file.truncate(to: segment.length)
            if segment.length == 0 { try folder.remove(segment.name) }
            segment.file.close()
        }
        segment = nil
        isDamaged = false
    }
}
