package io.nova.driver.objectstore.s3;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.util.Set;

/**
 * What the other store says it could not do.
 *
 * @param status of HTTP
 * @param code S3's word for it, empty if it said none
 * @param message for people
 */
record S3Fault(int status, String code, String message) {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<String> PASSING_CODES =
            Set.of("RequestTimeout", "SlowDown", "OperationAborted", "InternalError");
    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "EntityTooLarge");

    /** Tells whether the same request may succeed soon. */
    boolean passes() {
        return PASSING.contains(status) || PASSING_CODES.contains(code);
    }

    /** Tells whether it means that there is no such object, in a bucket that is there. */
    boolean isMissing() {
        return status == 404 && (code.isEmpty() || code.equals("NoSuchKey"));
    }

    /**
     * Returns the failure to throw. What an operator has to set right, such as a key that is
     * refused, is {@code UNREACHABLE} too: no blob is damaged by it, and all is well afterwards.
     */
    DriverException toThrow(String what) {
        boolean full = status == 507 || FULL.contains(code);
        return new DriverException(
                full ? Kind.EXHAUSTED : Kind.UNREACHABLE,
                "%s: status %d %s %s".formatted(what, status, code, message).strip());
    }
}
