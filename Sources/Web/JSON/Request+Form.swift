import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The body as the fields of a form.
    /// - Throws: ``APIError``: 413 over `limit` bytes, 422 for anything but such a form.
    mutating func decodeForm<Form: Decodable>(_ type: Form.Type = Form.self, limit: Int = 16 * 1024) async throws -> Form {
        let body: ByteBuffer
        do {
            body = try await collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(limit)
        }
        do {
            return try URLEncodedFormDecoder().decode(Form.self, from: String(buffer: body))
        } catch let error as DecodingError {
            throw APIError(error)
        } catch {
            throw APIError(.badRequest, "malformed_form", "The form could not be read.")
        }
    }

    /// What a form of a page has put into the query.
    /// - Throws: ``APIError`` 422 naming the parameter that is wrong, or `query` when it cannot be read at all.
    func decodeQuery<Form: Decodable>(_ type: Form.Type = Form.self) throws -> Form {
        do {
            return try URLEncodedFormDecoder().decode(Form.self, from: uri.query ?? "")
        } catch let error as DecodingError {
            throw APIError(error)
        } catch {
            throw APIError.invalid("query", "cannot be read")
        }
    }
}
