package io.nova.frontend.s3;

import io.nova.frontend.aws.BodyFaultException;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.AuthenticationFailedException;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.DamagedException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The one table from the cloud's faults to S3's codes. */
final class S3Errors {

    private static final Map<Class<? extends CloudException>, Function<CloudException, S3Code>>
            TABLE =
                    Map.ofEntries(
                            row(NotFoundException.class, S3Errors::ofMissing),
                            row(AlreadyExistsException.class, e -> S3Code.BucketAlreadyExists),
                            row(InUseException.class, e -> S3Code.BucketAlreadyOwnedByYou),
                            row(IncorrectStateException.class, S3Errors::ofState),
                            row(
                                    LimitExceededException.class,
                                    e ->
                                            e.type() == ResourceType.BUCKET
                                                    ? S3Code.TooManyBuckets
                                                    : S3Code.QuotaExceeded),
                            row(InsufficientCapacityException.class, e -> S3Code.SlowDown),
                            row(InvalidParameterException.class, S3Errors::ofParameter),
                            row(AccessDeniedException.class, e -> S3Code.AccessDenied),
                            row(AuthenticationFailedException.class, S3Errors::ofAuthentication),
                            row(
                                    ConflictException.class,
                                    e ->
                                            e.reason() == ConflictException.Reason.PRECONDITION
                                                    ? S3Code.PreconditionFailed
                                                    : S3Code.OperationAborted),
                            row(UnsupportedException.class, e -> S3Code.NotImplemented),
                            row(UnavailableException.class, e -> S3Code.ServiceUnavailable),
                            row(DamagedException.class, e -> S3Code.InternalError));

    private S3Errors() {}

    private static <E extends CloudException>
            Map.Entry<Class<? extends CloudException>, Function<CloudException, S3Code>> row(
                    Class<E> type, Function<E, S3Code> code) {
        return Map.entry(type, fault -> code.apply(type.cast(fault)));
    }

    /** Returns the code of a fault. */
    static S3Code of(CloudException fault) {
        return Optional.ofNullable(TABLE.get(fault.getClass()))
                .map(row -> row.apply(fault))
                .orElse(S3Code.InternalError);
    }

    /** Returns the elements that the document of a fault has beside those of all. */
    static Map<String, String> details(CloudException fault) {
        if (fault instanceof NotFoundException missing) {
            return details(missing);
        }
        if (fault instanceof AuthenticationFailedException unproven) {
            return unproven.details();
        }
        return fault instanceof InvalidParameterException wrong
                        && of(wrong) == S3Code.InvalidArgument
                ? Map.of("ArgumentName", wrong.id())
                : Map.of();
    }

    private static Map<String, String> details(NotFoundException missing) {
        return switch (missing.type()) {
            case BUCKET -> Map.of("BucketName", missing.id());
            case OBJECT -> Map.of("Key", missing.id());
            case OBJECT_VERSION -> Map.of("VersionId", missing.id());
            case UPLOAD -> Map.of("UploadId", missing.id());
            default -> Map.of();
        };
    }

    /** Returns the code of a body that is not the one promised. */
    static S3Code of(BodyFaultException fault) {
        return switch (fault.kind()) {
            case SHA256_MISMATCH -> S3Code.XAmzContentSHA256Mismatch;
            case BAD_DIGEST -> S3Code.BadDigest;
            case INVALID_DIGEST -> S3Code.InvalidDigest;
            case SIGNATURE_MISMATCH -> S3Code.SignatureDoesNotMatch;
            case INCOMPLETE -> S3Code.IncompleteBody;
            case MALFORMED, CHECKSUM_VALUE -> S3Code.InvalidRequest;
            case MALFORMED_TRAILER -> S3Code.MalformedTrailerError;
            case CHUNK_SIZE -> S3Code.InvalidChunkSizeError;
            case LENGTH_MISSING -> S3Code.MissingContentLength;
        };
    }

    /** Returns the code of what the server itself refused. */
    static S3Code of(int status) {
        return switch (status) {
            case 408 -> S3Code.RequestTimeout;
            case 411 -> S3Code.MissingContentLength;
            case 413 -> S3Code.EntityTooLarge;
            case 405 -> S3Code.MethodNotAllowed;
            case 503 -> S3Code.ServiceUnavailable;
            default -> status < 500 ? S3Code.InvalidRequest : S3Code.InternalError;
        };
    }

    private static S3Code ofMissing(NotFoundException fault) {
        return switch (fault.type()) {
            case BUCKET -> S3Code.NoSuchBucket;
            case UPLOAD -> S3Code.NoSuchUpload;
            case OBJECT_VERSION -> S3Code.NoSuchVersion;
            default -> S3Code.NoSuchKey;
        };
    }

    private static S3Code ofState(IncorrectStateException fault) {
        return switch (fault.type()) {
            case BUCKET -> S3Code.BucketNotEmpty;
            case OBJECT_VERSION -> S3Code.MethodNotAllowed;
            default -> S3Code.InvalidObjectState;
        };
    }

    private static S3Code ofParameter(InvalidParameterException fault) {
        return switch (fault.id()) {
            case "PartNumber" -> S3Code.InvalidPart;
            case "PartOrder" -> S3Code.InvalidPartOrder;
            case "PartSize" -> S3Code.EntityTooSmall;
            case "Part" -> S3Code.MalformedXML;
            case "Policy" -> S3Code.MalformedPolicy;
            case "Acl" -> S3Code.AccessControlListNotSupported;
            case "BucketAcl" -> S3Code.InvalidBucketAclWithObjectOwnership;
            case "Tag" -> S3Code.InvalidTag;
            case "Checksum", "ObjectSize", "CopySource" -> S3Code.InvalidRequest;
            default -> ofProblem(fault);
        };
    }

    private static S3Code ofProblem(InvalidParameterException fault) {
        return switch (fault.problem()) {
            case MALFORMED_ID ->
                    fault.type() == ResourceType.BUCKET
                            ? S3Code.InvalidBucketName
                            : S3Code.InvalidArgument;
            case BAD_DIGEST -> S3Code.BadDigest;
            case TOO_LARGE ->
                    fault.id().equals("Key") ? S3Code.KeyTooLongError : S3Code.EntityTooLarge;
            case TOO_SMALL -> S3Code.EntityTooSmall;
            default -> S3Code.InvalidArgument;
        };
    }

    private static S3Code ofAuthentication(AuthenticationFailedException fault) {
        return switch (fault.reason()) {
            case MISSING, EXPIRED, NOT_YET_VALID, DATE, NOT_SIGNED -> S3Code.AccessDenied;
            case MALFORMED -> S3Code.AuthorizationHeaderMalformed;
            case HEADER_KIND, TWO_WAYS, PAYLOAD_WORD, FORM_FIELD -> S3Code.InvalidArgument;
            case QUERY_PARAMETERS -> S3Code.AuthorizationQueryParametersError;
            case PAYLOAD_MISSING -> S3Code.InvalidRequest;
            case BAD_TOKEN -> S3Code.InvalidToken;
            case UNKNOWN_KEY -> S3Code.InvalidAccessKeyId;
            case SIGNATURE_MISMATCH -> S3Code.SignatureDoesNotMatch;
            case SKEWED -> S3Code.RequestTimeTooSkewed;
            case BODY_MISMATCH -> S3Code.XAmzContentSHA256Mismatch;
        };
    }
}
