package io.nova.manager.objectstore.policy;

/** A pattern in which {@code *} is any text and {@code ?} any one character. */
final class Glob {

    private static final int MANY = -1;
    private static final int ONE = -2;

    private final int[] tokens;

    private Glob(int[] tokens) {
        this.tokens = tokens;
    }

    static Glob of(String pattern) {
        return new Builder().pattern(pattern).build();
    }

    /** Puts a pattern together from pieces, of which some mean only themselves. */
    static final class Builder {

        private final StringBuilder text = new StringBuilder();
        private final java.util.BitSet special = new java.util.BitSet();

        Builder pattern(String piece) {
            for (int i = 0; i < piece.length(); i++) {
                special.set(text.length() + i, "*?".indexOf(piece.charAt(i)) >= 0);
            }
            text.append(piece);
            return this;
        }

        Builder literal(String piece) {
            text.append(piece);
            return this;
        }

        Glob build() {
            int[] tokens = new int[text.codePointCount(0, text.length())];
            for (int i = 0, at = 0; i < tokens.length; i++) {
                int point = text.codePointAt(at);
                tokens[i] = !special.get(at) ? point : point == '*' ? MANY : ONE;
                at += Character.charCount(point);
            }
            return new Glob(tokens);
        }
    }

    /** Takes at most as many steps as the two lengths multiplied, whatever the pattern. */
    boolean matches(String text) {
        int[] points = text.codePoints().toArray();
        int token = 0;
        int point = 0;
        int star = -1;
        int from = 0;
        while (point < points.length) {
            int wanted = token < tokens.length ? tokens[token] : 0;
            boolean here = token < tokens.length && (wanted == ONE || wanted == points[point]);
            if (here) {
                token++;
                point++;
            } else if (token < tokens.length && wanted == MANY) {
                star = token++;
                from = point;
            } else if (star >= 0) {
                token = star + 1;
                point = ++from;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == MANY) {
            token++;
        }
        return token == tokens.length;
    }
}
