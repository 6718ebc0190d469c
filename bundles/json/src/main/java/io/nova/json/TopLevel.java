package io.nova.json;

import java.util.Set;

/**
 * Looks at the names of a document's own fields and at nothing else of it: each change of a record
 * asks for them, and to parse the whole takes ten times as long.
 */
final class TopLevel {

    private TopLevel() {}

    /**
     * Tells whether the document has no field but these. When in doubt it says no.
     *
     * @param document an object in JSON
     */
    static boolean hasOnly(Set<String> known, String document) {
        int depth = 0;
        for (int i = 0; i < document.length(); i++) {
            switch (document.charAt(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> {
                    int end = end(document, i + 1);
                    if (end < 0) {
                        return false;
                    }
                    boolean name = depth == 1 && isName(document, end + 1);
                    if (name && !known.contains(document.substring(i + 1, end))) {
                        return false;
                    }
                    i = end;
                }
                default -> {}
            }
        }
        return depth == 0;
    }

    /** Returns where a text ends that begins there; negative if it does not. */
    private static int end(String document, int begin) {
        int end = document.indexOf('"', begin);
        while (end >= 0 && isEscaped(document, end)) {
            end = document.indexOf('"', end + 1);
        }
        return end;
    }

    private static boolean isEscaped(String document, int quote) {
        int first = quote;
        while (document.charAt(first - 1) == '\\') {
            first--;
        }
        return (quote - first) % 2 == 1;
    }

    private static boolean isName(String document, int after) {
        int i = after;
        while (i < document.length() && Character.isWhitespace(document.charAt(i))) {
            i++;
        }
        return i < document.length() && document.charAt(i) == ':';
    }
}
