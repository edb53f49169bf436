/// XLSX: a sheet is a section, its first row names the columns.
enum SheetParser {
    static func parse(_ archive: ZIPArchive, into output: inout BlockOutput) throws {
        let targets = try Relationships.targets(of: "xl/workbook.xml", in: archive)
        let strings = try sharedStrings(try archive.unpackIfPresent("xl/sharedStrings.xml"))
        let dates = try SheetDates(try archive.unpackIfPresent("xl/styles.xml"))
        let workbook = try XMLReader(try archive.unpack("xl/workbook.xml"), what: "the list of its sheets")
        var is1904 = false
        while let event = try workbook.next() {
            if event == .start("workbookPr") { is1904 = ["1", "true"].contains(workbook.attribute("date1904") ?? "") }
            guard event == .start("sheet"), let name = workbook.attribute("name"),
                let target = workbook.attributes("id").lazy.compactMap({ targets[$0] }).first,
                let content = try archive.unpackIfPresent(target)
            else { continue }
            try output.put(.heading, name.collapsed, level: 1)
            try read(content, strings: strings, dates: dates, is1904: is1904, into: &output)
        }
    }

    private static func read(
        _ content: [UInt8], strings: [String], dates: SheetDates, is1904: Bool, into output: inout BlockOutput
    ) throws {
        let reader = try XMLReader(content, what: "a sheet")
        var cells: [String] = []
        var kind = ""
        var style = 0
        var value = ""
        var isInValue = false
        var isFirst = true
        while let event = try reader.next() {
            switch event {
            case .start("row"): cells = []
            case .start("c"):
                kind = reader.attribute("t") ?? "n"
                style = reader.attribute("s").flatMap { Int($0) } ?? 0
                value = ""
                // Cells that are empty are left out of the file, and keep their column.
                let column = reader.attribute("r").flatMap(column) ?? cells.count
                while cells.count < min(column, 500) { cells.append("") }
            case .start("v"), .start("t"): isInValue = true
            case .end("v"), .end("t"): isInValue = false
            case .text(let text): if isInValue { value += text }
            case .end("c"):
                switch kind {
                case "s": cells.append(Int(value).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? "")
                case "b": cells.append(value == "1" ? "TRUE" : "FALSE")
                case "n":
                    let day = dates.isDate(style) ? Double(value).flatMap { SheetDates.day($0, is1904: is1904) } : nil
                    cells.append(day ?? plainNumber(value))
                default: cells.append(value.collapsed)
                }
            case .end("row"):
                while cells.last?.isEmpty == true { cells.removeLast() }
                guard cells.contains(where: { !$0.isEmpty }) else { continue }
                try output.put(isFirst ? .header : .row, cells.joined(separator: " | "), after: "\n")
                isFirst = false
            default: break
            }
        }
    }

    /// `0.1` and not `0.10000000000000001`.
    private static func plainNumber(_ text: String) -> String {
        guard text.utf8.count > 15, let number = Double(text) else { return text }
        return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }

    /// `AB12` is in the 28th column, which is 27 counted from 0.
    private static func column(_ cell: String) -> Int? {
        var column = 0
        for byte in cell.utf8 {
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) else { break }
            column = column * 26 + Int(byte) - 64
            if column > 20_000 { return nil }
        }
        return column > 0 ? column - 1 : nil
    }

    private static func sharedStrings(_ content: [UInt8]?) throws -> [String] {
        guard let content else { return [] }
        let reader = try XMLReader(content, what: "its texts")
        var strings: [String] = []
        var text = ""
        var isInText = false
        var isInReading = false
        while let event = try reader.next() {
            switch event {
            case .start("si"): text = ""
            case .end("si"): strings.append(text.collapsed)
            // How Japanese words are read, which stands beside them a second time.
            case .start("rPh"): isInReading = true
            case .end("rPh"): isInReading = false
            case .start("t"): isInText = true
            case .end("t"): isInText = false
            case .text(let words): if isInText, !isInReading { text += words }
            default: break
            }
        }
        return strings
    }
}

/// Which numbers of a workbook are days.
struct SheetDates {
    private var styles: [Bool] = []

    init(_ content: [UInt8]?) throws {
        guard let content else { return }
        let reader = try XMLReader(content, what: "its formats")
        var ownDates: Set<Int> = []
        var isInFormats = false
        while let event = try reader.next() {
            switch event {
            case .start("numFmt"):
                let code = (reader.attribute("formatCode") ?? "").lowercased()
                let bare = code.replacing(/"[^"]*"|\[[^\]]*\]|\\./, with: "")
                if let id = reader.attribute("numFmtId").flatMap({ Int($0) }), bare.contains("y") || bare.contains("d") {
                    ownDates.insert(id)
                }
            case .start("cellXfs"): isInFormats = true
            case .end("cellXfs"): isInFormats = false
            case .start("xf"):
                guard isInFormats else { continue }
                let id = reader.attribute("numFmtId").flatMap { Int($0) } ?? 0
                styles.append((14...17).contains(id) || id == 22 || ownDates.contains(id))
            default: break
            }
        }
    }

    func isDate(_ style: Int) -> Bool { styles.indices.contains(style) && styles[style] }

    /// A day as `2026-11-21`, with the time when there is one; nil for what no calendar holds.
    static func day(_ serial: Double, is1904: Bool) -> String? {
        // 1900 counts as a leap year there, so from March on all days are one too many.
        let days = serial.rounded(.down) + (is1904 ? 1462 : 0)
        guard days >= 61, days < 2_958_466 else { return nil }
        var (z, minutes) = (Int(days) - 25_569 + 719_468, Int(((serial - serial.rounded(.down)) * 1440).rounded()))
        if minutes == 1440 {
            z += 1
            minutes = 0
        }
        let era = z / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let number = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (number <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(number, 2))-\(padded(day, 2))"
        return minutes == 0 ? date : date + " \(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
    }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
