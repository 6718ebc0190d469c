package io.nova.sigv4;

/**
 * What the signing key signs.
 *
 * @param text the string to sign
 */
public record StringToSign(String text) {

    /** The algorithm's name, first line and first word of the {@code Authorization} header. */
    public static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** The string of a whole request. */
    public static StringToSign of(String amzDate, CredentialScope scope, CanonicalRequest request) {
        return new StringToSign(ALGORITHM + '\n' + amzDate + '\n' + scope + '\n' + request.hash());
    }
}
