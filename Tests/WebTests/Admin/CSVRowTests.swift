import Testing

@testable import Web

@Suite struct CSVRowTests {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "\"'\tx\""),
        ("\u{FF1D}1", "'\u{FF1D}1"), ("=\"a\"", "\"'=\"\"a\"\"\""), ("plain", "plain"), ("a=b", "a=b"), ("", ""),
        ("a,b", "\"a,b\""), ("two\nlines", "\"two\nlines\""), ("a;b", "\"a;b\""),
    ])
    func aCellIsNeverAFormula(text: String, cell: String) {
        #expect(CSVRow.line([text]) == cell + "\r\n")
    }

    @Test func aLineHoldsAllCells() {
        #expect(CSVRow.line(["1", "", "a \"b\""]) == "1,,\"a \"\"b\"\"\"\r\n")
    }
}
