/// What tells the journal in `directory` from every other: the hash of its first line, 64 hex digits; nil while it has none,
/// or none that can be read.
func journalIdentity(directory: String) throws -> String? {
    guard let name = try SegmentName.list(in: directory).first, SegmentName.firstSequence(name) == 1 else { return nil }
    var reader = try SegmentReader(directory: directory, name: name)
    guard case .line(_, _, let hash) = try reader.next() else { return nil }
    return String(decoding: hash, as: UTF8.self)
}
