package io.nova.sigv4;

import java.util.regex.Pattern;

/**
 * For which day, region and service a signing key is good.
 *
 * @param date as {@code 20150830}
 * @param region as the client sees it, such as {@code us-east-1}
 * @param service such as {@code ec2} or {@code s3}
 */
public record CredentialScope(String date, String region, String service) {

    /** The last part of every scope. */
    public static final String TERMINATOR = "aws4_request";

    private static final Pattern DATE = Pattern.compile("[0-9]{8}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * @throws IllegalArgumentException if a part is not of its form
     */
    public CredentialScope {
        if (!DATE.matcher(date).matches()
                || !NAME.matcher(region).matches()
                || !NAME.matcher(service).matches()) {
            throw new IllegalArgumentException("a malformed credential scope");
        }
    }

    /** Writes the scope as it is signed. */
    @Override
    public String toString() {
        return date + '/' + region + '/' + service + '/' + TERMINATOR;
    }
}
