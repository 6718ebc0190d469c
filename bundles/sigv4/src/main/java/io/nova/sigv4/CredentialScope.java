package io.nova.sigv4;

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

    private static final int LONGEST = 64;

    /**
     * @throws IllegalArgumentException if a part is not of its form
     */
    public CredentialScope {
        if (!isDate(date) || !isName(region) || !isName(service)) {
            throw new IllegalArgumentException("a malformed credential scope");
        }
    }

    private static boolean isDate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() == 8;
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // As in a host's name, with the underscore that people write.
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LONGEST;
    }

    /** Writes the scope as it is signed. */
    @Override
    public String toString() {
        return date + '/' + region + '/' + service + '/' + TERMINATOR;
    }
}
