package io.nova.frontend.http;

/**
 * What the server itself refuses on S3's port, as S3 tells it.
 *
 * @param status which S3 answers, not always HTTP's own
 * @param code by S3's name
 */
record S3Refusal(int status, String code, String message) {

    /**
     * @param status by which HTTP refuses
     */
    static S3Refusal of(int status) {
        return switch (status) {
            case 404 -> new S3Refusal(404, "NoSuchKey", "The specified key does not exist.");
            case 405 ->
                    new S3Refusal(
                            405,
                            "MethodNotAllowed",
                            "The specified method is not allowed against this resource.");
            case 408 ->
                    new S3Refusal(
                            400,
                            "RequestTimeout",
                            "Your socket connection to the server was not read from or written to"
                                    + " within the timeout period.");
            case 411 ->
                    new S3Refusal(
                            411,
                            "MissingContentLength",
                            "You must provide the Content-Length HTTP header.");
            case 413 ->
                    new S3Refusal(
                            400,
                            "EntityTooLarge",
                            "Your proposed upload exceeds the maximum allowed object size.");
            case 414, 431 ->
                    new S3Refusal(
                            400,
                            "RequestHeaderSectionTooLarge",
                            "Your request header and query parameters used to make the request"
                                    + " exceed the maximum allowed size.");
            case 501 ->
                    new S3Refusal(
                            501,
                            "NotImplemented",
                            "A header you provided implies functionality that is not implemented.");
            case 503 ->
                    new S3Refusal(
                            503, "ServiceUnavailable", "Service is unable to handle request.");
            default ->
                    status < 500 || status == 505
                            ? new S3Refusal(
                                    400,
                                    "BadRequest",
                                    "An error occurred when parsing the HTTP request.")
                            : new S3Refusal(
                                    status,
                                    "InternalError",
                                    "We encountered an internal error. Please try again.");
        };
    }

    /** Returns the document; nothing of it comes from a client. */
    String document(String requestId) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId>\
                <HostId>%s</HostId></Error>"""
                .formatted(code, message, requestId, requestId);
    }
}
