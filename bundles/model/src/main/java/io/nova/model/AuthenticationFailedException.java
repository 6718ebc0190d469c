package io.nova.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The request does not prove who sent it. */
public final class AuthenticationFailedException extends CloudException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    @SuppressWarnings("serial") // What the constructor makes can be written.
    private final Map<String, String> details;

    /** Why the proof failed. */
    public enum Reason {
        MISSING,
        /** What should hold the proof cannot be read. */
        MALFORMED,
        /** The header that should hold the proof is of an unknown kind. */
        HEADER_KIND,
        /** The parameters of a presigned request cannot be read, or one of them is missing. */
        QUERY_PARAMETERS,
        /** A field of a form that belongs to the proof is missing, or cannot be read. */
        FORM_FIELD,
        /** There are several proofs, of which none is better than the others. */
        TWO_WAYS,
        /** There is no time, or none that can be read. */
        DATE,
        /** Nothing is said about the body, though it must be. */
        PAYLOAD_MISSING,
        /** What is said about the body is nothing that is known here. */
        PAYLOAD_WORD,
        /** There are headers that must be signed and are not. */
        NOT_SIGNED,
        /** The session token is none of ours. */
        BAD_TOKEN,
        UNKNOWN_KEY,
        SIGNATURE_MISMATCH,
        /** The request's time is too far from the server's. */
        SKEWED,
        /** A presigned request is past its time. */
        EXPIRED,
        /** A presigned request is before its time. */
        NOT_YET_VALID,
        /** The body is not the one that was signed. */
        BODY_MISMATCH
    }

    public AuthenticationFailedException(Reason reason, String accessKey, String message) {
        this(reason, accessKey, message, Map.of());
    }

    /**
     * @param details what a protocol with room for it may tell the sender beside the message: name
     *     and value, in the order to tell them; all of it the sender knows or may know
     */
    public AuthenticationFailedException(
            Reason reason, String accessKey, String message, Map<String, String> details) {
        super(ResourceType.ACCESS_KEY, accessKey, message);
        this.reason = reason;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Returns why the proof failed. */
    public Reason reason() {
        return reason;
    }

    /** Returns what else the sender may be told, by name. */
    public Map<String, String> details() {
        return details;
    }
}
