package io.nova.model;

import java.util.List;
import java.util.regex.Pattern;

/** The form of ids that begin with a prefix: 17 hex digits as EC2 has today, or 8 as in 2010. */
record IdFormat(ResourceType type, List<String> prefixes) {

    private static final int SHOWN = 80;
    private static final int DIGITS = 17;
    private static final int OLD_DIGITS = 8;

    IdFormat(ResourceType type, String... prefixes) {
        this(type, List.of(prefixes));
    }

    void require(String value) {
        if (!matches(value)) {
            throw malformed(type, value);
        }
    }

    // By hand: every record that is read has a dozen ids.
    private boolean matches(String value) {
        int dash = value.indexOf('-');
        int digits = value.length() - dash - 1;
        if (dash < 0 || (digits != DIGITS && digits != OLD_DIGITS)) {
            return false;
        }
        for (int i = dash + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return prefixes.contains(value.substring(0, dash));
    }

    static void require(ResourceType type, Pattern pattern, String value) {
        if (!pattern.matcher(value).matches()) {
            throw malformed(type, value);
        }
    }

    private static InvalidParameterException malformed(ResourceType type, String value) {
        String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
        return InvalidParameterException.malformedId(type, shown);
    }
}
