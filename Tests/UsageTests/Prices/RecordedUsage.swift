/// Answers with usage blocks as the providers' public documentation describes them, with numbers of our own.
enum RecordedUsage {
    // OpenAI, "Chat Completions": the details are parts of the sums.

    static let openAICached = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1763730000,"model":"gpt-4o-mini-2024-07-18",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Twelve.","refusal":null},"logprobs":null,
         "finish_reason":"stop"}],
         "usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,
          "prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},
          "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,
          "rejected_prediction_tokens":0}},
         "service_tier":"default","system_fingerprint":"fp_1"}
        """

    static let openAIAudio = """
        {"id":"chatcmpl-2","object":"chat.completion","created":1763730000,"model":"gpt-4o-audio-preview",
         "choices":[{"index":0,"message":{"role":"assistant","content":"It barks.","refusal":null},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":338,"completion_tokens":212,"total_tokens":550,
          "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":301,"text_tokens":37,"image_tokens":0},
          "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":164,"text_tokens":48}}}
        """

    /// With `include_usage`: null in every chunk but the last, which has no choice.
    static let openAIReasoningStream = """
        data: {"id":"chatcmpl-3","object":"chat.completion.chunk","created":1,"model":"o4-mini","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

        data: {"id":"chatcmpl-3","object":"chat.completion.chunk","created":1,"model":"o4-mini","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":null}],"usage":null}

        data: {"id":"chatcmpl-3","object":"chat.completion.chunk","created":1,"model":"o4-mini","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

        data: {"id":"chatcmpl-3","object":"chat.completion.chunk","created":1,"model":"o4-mini","choices":[],"usage":{"prompt_tokens":75,"completion_tokens":1186,"total_tokens":1261,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":1024,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}

        data: [DONE]


        """

    // Anthropic, "Messages" and "Prompt caching": the classes lie beside one another.

    static let anthropicCacheWrite = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5",
         "content":[{"type":"text","text":"A long book."}],"stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":21,"cache_creation_input_tokens":188086,"cache_read_input_tokens":0,
          "cache_creation":{"ephemeral_5m_input_tokens":188086,"ephemeral_1h_input_tokens":0},
          "output_tokens":393,"service_tier":"standard"}}
        """

    /// `message_start` counts the prompt and the first word; `message_delta` has the sum so far.
    static let anthropicCacheReadStream = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":0,"cache_read_input_tokens":10000,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}

        event: message_stop
        data: {"type":"message_stop"}


        """

    // Gemini, "UsageMetadata": cached content is part of the prompt, thoughts and prompts of tools lie beside.

    static let geminiThoughts = """
        {"candidates":[{"content":{"role":"model","parts":[{"text":"Because."}]},"finishReason":"STOP","index":0}],
         "usageMetadata":{"promptTokenCount":5200,"cachedContentTokenCount":4096,"candidatesTokenCount":811,
          "toolUsePromptTokenCount":64,"thoughtsTokenCount":1217,"totalTokenCount":7292,
          "promptTokensDetails":[{"modality":"TEXT","tokenCount":5200}],
          "cacheTokensDetails":[{"modality":"TEXT","tokenCount":4096}],
          "candidatesTokensDetails":[{"modality":"TEXT","tokenCount":811}]},
         "modelVersion":"gemini-2.5-flash","responseId":"r1"}
        """

    /// Every chunk counts anew; the last one counts.
    static let geminiAudioStream = """
        data: {"candidates":[{"content":{"role":"model","parts":[{"text":"A "}]},"index":0}],"usageMetadata":{"promptTokenCount":1520,"candidatesTokenCount":2,"totalTokenCount":1522},"modelVersion":"gemini-2.5-flash"}

        data: {"candidates":[{"content":{"role":"model","parts":[{"text":"bird."}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1520,"cachedContentTokenCount":1000,"candidatesTokenCount":40,"thoughtsTokenCount":9,"totalTokenCount":1569,"promptTokensDetails":[{"modality":"TEXT","tokenCount":20},{"modality":"AUDIO","tokenCount":1500}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":1000}]},"modelVersion":"gemini-2.5-flash"}


        """

    static let geminiSpeech = """
        {"candidates":[{"content":{"role":"model","parts":[{"text":"Listen."}]},"finishReason":"STOP","index":0}],
         "usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":250,"totalTokenCount":262,
          "promptTokensDetails":[{"modality":"TEXT","tokenCount":12}],
          "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":247},{"modality":"TEXT","tokenCount":3}]},
         "modelVersion":"gemini-2.5-flash-preview-tts"}
        """

    // Ollama, "Generate a chat completion": two counts, with the last line.

    static let ollama = """
        {"model":"llama3.2","created_at":"2025-11-21T12:00:00Z","message":{"role":"assistant","content":"Hello."},
         "done_reason":"stop","done":true,"total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":26,
         "prompt_eval_duration":342546000,"eval_count":282,"eval_duration":4535599000}
        """

    static let ollamaStream = """
        {"model":"llama3.2","created_at":"2025-11-21T12:00:00Z","message":{"role":"assistant","content":"The"},"done":false}
        {"model":"llama3.2","created_at":"2025-11-21T12:00:01Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":4883583458,"prompt_eval_count":33,"eval_count":298}

        """
}
