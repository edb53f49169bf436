/// One line of a file of comma-separated values that spreadsheets open.
enum CSVRow {
    /// The cells as a line, its end included. A cell that a spreadsheet would take for a formula is made text by an apostrophe.
    static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) }
        let safe = isFormula == true ? "'\(text)" : text
        let needsQuotes = safe.unicodeScalars.contains { ",\"\r\n;\t".unicodeScalars.contains($0) }
        return needsQuotes ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
    }
}
