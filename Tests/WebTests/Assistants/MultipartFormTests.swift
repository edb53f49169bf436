import Foundation
import Testing

@testable import Web

@Suite struct MultipartFormTests {
    private func form(_ body: String) throws -> MultipartForm {
        try MultipartForm(Data(body.replacing("\n", with: "\r\n").utf8), boundary: "b")
    }

    @Test func readsFieldsAndFiles() throws {
        let form = try form(
            """
            --b
            Content-Disposition: form-data; name="name"

            Ünïcode
            second line
            --b
            content-disposition: form-data; name="picture"; filename="name.png"
            Content-Type: image/png

            bytes --b within
            --b
            Content-Disposition: form-data; name="none"; filename=""
            Content-Type: application/octet-stream


            --b
            Content-Disposition: form-data; name="empty"


            --b--

            """)
        #expect(form["name"] == "Ünïcode\r\nsecond line")
        #expect(form.file("picture") == Array("bytes --b within".utf8))
        #expect(form.file("none") == nil && form.file("name") == nil && form.file("other") == nil)
        #expect(form["empty"] == "" && form["other"] == nil)
    }

    @Test(arguments: [
        "", "--b", "--b\n", "--c\nContent-Disposition: form-data; name=\"a\"\n\nx\n--c--\n",
        "--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n", "--b\nContent-Disposition: form-data\n\nx\n--b--\n",
        "junk\n--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b--\n",
    ])
    func refusesWhatIsNoForm(body: String) {
        #expect(throws: APIError.self) { try form(body) }
    }
}
