/// `vector` as pgvector reads it, each number in as many digits as bring it back.
func vectorText(_ vector: [Float]) -> String {
    "[" + vector.map(\.description).joined(separator: ",") + "]"
}

/// - Throws: ``VectorStoreError`` `rejected` for what is no vector.
func vector(ofText text: String) throws -> [Float] {
    try text.dropFirst().dropLast().split(separator: ",").map { number in
        guard let number = Float(number) else { throw VectorStoreError.rejected(.pgvector, "a stored vector cannot be read") }
        return number
    }
}

/// A PostgreSQL array of texts.
func arrayText(_ texts: [String]) -> String {
    "{" + texts.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }.joined(separator: ",") + "}"
}

/// A name as SQL has it.
func quotedName(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

/// A text as SQL has it; `standard_conforming_strings` is on.
func quotedText(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

/// A number for a name, the same in every process (FNV-1a).
func nameHash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
