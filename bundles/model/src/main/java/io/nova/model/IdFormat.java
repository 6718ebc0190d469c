package io.nova.model;

import java.util.regex.Pattern;

/** The form of ids that begin with a prefix: 17 hex digits as EC2 has today, or 8 as in 2010. */
record IdFormat(ResourceType type, Pattern pattern) {

    private static final int SHOWN = 80;

    IdFormat(ResourceType type, String prefixes) {
        this(type, Pattern.compile("(" + prefixes + ")-([0-9a-f]{17}|[0-9a-f]{8})"));
    }

    void require(String value) {
        require(type, pattern, value);
    }

    static void require(ResourceType type, Pattern pattern, String value) {
        if (!pattern.matcher(value).matches()) {
            String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
            throw InvalidParameterException.malformedId(type, shown);
        }
    }
}
