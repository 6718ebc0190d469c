package io.nova.frontend.s3;

/** The error codes of S3 that are used here, by S3's own names. */
enum S3Code {
    AccessDenied(403),
    AuthorizationHeaderMalformed(400),
    BadDigest(400),
    BucketAlreadyExists(409),
    BucketAlreadyOwnedByYou(409),
    BucketNotEmpty(409),
    EntityTooLarge(400),
    EntityTooSmall(400),
    IncompleteBody(400),
    InternalError(500),
    InvalidAccessKeyId(403),
    InvalidArgument(400),
    InvalidBucketName(400),
    InvalidDigest(400),
    InvalidObjectState(403),
    InvalidPart(400),
    InvalidPartNumber(416),
    InvalidPartOrder(400),
    InvalidRange(416),
    InvalidRequest(400),
    InvalidStorageClass(400),
    InvalidURI(400),
    KeyTooLongError(400),
    MalformedXML(400),
    MetadataTooLarge(400),
    MethodNotAllowed(405),
    MissingContentLength(411),
    MissingRequestBodyError(400),
    NoSuchBucket(404),
    NoSuchKey(404),
    NoSuchUpload(404),
    NotImplemented(501),
    NotModified(304),
    OperationAborted(409),
    PreconditionFailed(412),
    QuotaExceeded(403),
    RequestTimeTooSkewed(403),
    RequestTimeout(400),
    ServiceUnavailable(503),
    SignatureDoesNotMatch(403),
    SlowDown(503),
    TooManyBuckets(400),
    XAmzContentSHA256Mismatch(400);

    private final int status;

    S3Code(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
