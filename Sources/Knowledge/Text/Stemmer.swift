import CStemmer

/// One of Snowball's stemmers. It works on memory of its own, so it stays where it was made.
final class Stemmer {
    private let handle: OpaquePointer

    /// nil where there is none for `language`.
    init?(_ language: TextLanguage) {
        guard let name = language.stemmer, let handle = sb_stemmer_new(name, "UTF_8") else { return nil }
        self.handle = handle
    }

    deinit { sb_stemmer_delete(handle) }

    /// - Parameter word: in lower case.
    func stem(_ word: String) -> String {
        var word = word
        let stem = word.withUTF8 { bytes -> String? in
            guard let stem = sb_stemmer_stem(handle, bytes.baseAddress, CInt(bytes.count)) else { return nil }
            return String(decoding: UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(handle))), as: UTF8.self)
        }
        guard let stem, !stem.isEmpty else { return word }
        return stem
    }
}
