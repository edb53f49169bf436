import LanguageModel

/// The `generateContent` protocol's own types, as far as they are used here.
enum GeminiWire {
    struct Request: Encodable {
        var contents: [Content]
        var systemInstruction: Content?
        var generationConfig: Configuration
        var tools: [Tools]?
        var toolConfig: ToolConfiguration?
    }

    struct Configuration: Encodable {
        var temperature: Double?
        var topP: Double?
        var maxOutputTokens: Int?
        var stopSequences: [String]?
        var responseMimeType: String?
        var responseJsonSchema: JSONValue?
    }

    struct Tools: Encodable {
        struct Declaration: Encodable {
            var name: String
            var description: String?
            var parametersJsonSchema: JSONValue
        }

        var functionDeclarations: [Declaration]
    }

    struct ToolConfiguration: Encodable {
        struct Calling: Encodable {
            var mode: String
            var allowedFunctionNames: [String]?
        }

        var functionCallingConfig: Calling
    }

    struct Content: Codable {
        var role: String?
        var parts: [Part]?
    }

    struct Part: Codable {
        struct Blob: Codable {
            var mimeType: String
            var data: String
        }

        struct Call: Codable {
            var id: String?
            var name: String
            var args: JSONValue?
        }

        struct Response: Codable {
            var name: String
            var response: JSONValue
        }

        var text: String?
        /// True where `text` is thinking.
        var thought: Bool?
        var inlineData: Blob?
        var functionCall: Call?
        var thoughtSignature: String?
        var functionResponse: Response?
    }

    /// A whole answer, or one chunk of a streamed one.
    struct Answer: Decodable {
        struct Candidate: Decodable {
            var content: Content?
            var finishReason: String?
            var index: Int?
        }

        struct PromptFeedback: Decodable {
            var blockReason: String?
        }

        struct Modality: Decodable {
            var modality: String?
            var tokenCount: Int?
        }

        struct Usage: Decodable {
            var promptTokenCount: Int?
            var cachedContentTokenCount: Int?
            var candidatesTokenCount: Int?
            var thoughtsTokenCount: Int?
            var toolUsePromptTokenCount: Int?
            /// The same counts apart by modality.
            var promptTokensDetails: [Modality]?
            var cacheTokensDetails: [Modality]?
            var candidatesTokensDetails: [Modality]?
            var toolUsePromptTokensDetails: [Modality]?
        }

        var candidates: [Candidate]?
        var promptFeedback: PromptFeedback?
        var usageMetadata: Usage?
        var modelVersion: String?
        var responseId: String?
        var error: Failure?
    }

    struct Failure: Decodable {
        struct Detail: Decodable {
            var reason: String?
            var retryDelay: String?
        }

        var code: Int?
        var message: String?
        var status: String?
        var details: [Detail]?

        /// `RetryInfo`: "17s" or "1.5s".
        var retryDelay: Duration? {
            let delay = details?.compactMap(\.retryDelay).first
            return delay.flatMap { $0.hasSuffix("s") ? Double($0.dropLast()) : nil }.map { .seconds(max(0, min($0, 1e9))) }
        }
    }

    struct FailureBody: Decodable {
        var error: Failure
    }

    struct ModelList: Decodable {
        struct Model: Decodable {
            var name: String
            var supportedGenerationMethods: [String]?
        }

        var models: [Model]?
    }
}
