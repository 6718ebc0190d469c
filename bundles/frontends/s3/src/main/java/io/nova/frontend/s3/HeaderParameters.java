package io.nova.frontend.s3;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads headers of MIME that are a word and parameters, such as {@code form-data; name="key"}.
 *
 * @param word in lower case
 * @param parameters by their names in lower case
 */
record HeaderParameters(String word, Map<String, String> parameters) {

    HeaderParameters {
        parameters = Map.copyOf(parameters);
    }

    /** Reads a header's value; of what cannot be read nothing is there. */
    static HeaderParameters of(String value) {
        int end = value.indexOf(';');
        String word = (end < 0 ? value : value.substring(0, end)).strip();
        Map<String, String> parameters = new HashMap<>();
        int at = end;
        while (at >= 0 && at < value.length()) {
            int equals = value.indexOf('=', at + 1);
            if (equals < 0) {
                break;
            }
            String name = value.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = text(value, equals + 1, text);
            parameters.putIfAbsent(name, text.toString());
        }
        return new HeaderParameters(word.toLowerCase(Locale.ROOT), parameters);
    }

    /** Reads a parameter's value, quoted or not; returns where the next semicolon is. */
    private static int text(String value, int from, StringBuilder text) {
        int at = from;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        if (at == value.length() || value.charAt(at) != '"') {
            int end = value.indexOf(';', at);
            text.append(value.substring(at, end < 0 ? value.length() : end).strip());
            return end;
        }
        for (at++; at < value.length() && value.charAt(at) != '"'; at++) {
            // Only quotes are escaped: old browsers send the paths of files with backslashes.
            if (value.startsWith("\\\"", at)) {
                at++;
            }
            text.append(value.charAt(at));
        }
        return value.indexOf(';', at);
    }
}
