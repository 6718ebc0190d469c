package io.nova.manager.objectstore.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a policy in which variables such as {@code ${aws:username}} stand for what the request
 * has. A variable that the request has no single value for makes the text match nothing.
 */
final class PolicyText {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{\\s*([^}',\\s]+)\\s*(?:,\\s*'([^'}]*)'\\s*)?\\}");

    /** A piece: a text as written, or a variable. */
    private record Piece(String text, boolean variable, Optional<String> otherwise) {}

    private final List<Piece> pieces;
    private final Optional<Glob> fixed;

    private PolicyText(List<Piece> pieces) {
        this.pieces = pieces;
        this.fixed = isFixed(pieces) ? glob(name -> List.of(), pieces) : Optional.empty();
    }

    /**
     * @param variables whether there are any in this version of the language
     * @throws IllegalArgumentException if a variable is not closed
     */
    static PolicyText of(String text, boolean variables) {
        if (!variables) {
            return new PolicyText(List.of(new Piece(text, false, Optional.empty())));
        }
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            pieces.add(plain(text.substring(end, matcher.start())));
            pieces.add(new Piece(matcher.group(1), true, Optional.ofNullable(matcher.group(2))));
            end = matcher.end();
        }
        pieces.add(plain(text.substring(end)));
        return new PolicyText(List.copyOf(pieces));
    }

    private static Piece plain(String text) {
        if (text.contains("${")) {
            throw new IllegalArgumentException("Invalid policy variable in " + text);
        }
        return new Piece(text, false, Optional.empty());
    }

    private static boolean isFixed(List<Piece> pieces) {
        return pieces.stream().noneMatch(piece -> piece.variable && !isEscape(piece.text));
    }

    /** Three variables stand for the characters that mean something else. */
    private static boolean isEscape(String name) {
        return name.equals("*") || name.equals("?") || name.equals("$");
    }

    /** Returns the text as a pattern. */
    Optional<Glob> glob(ConditionKeys keys) {
        return fixed.isPresent() ? fixed : glob(keys, pieces);
    }

    private static Optional<Glob> glob(ConditionKeys keys, List<Piece> pieces) {
        Glob.Builder glob = new Glob.Builder();
        for (Piece piece : pieces) {
            if (piece.variable) {
                Optional<String> value = value(piece, keys);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                glob.literal(value.get());
            } else {
                glob.pattern(piece.text);
            }
        }
        return Optional.of(glob.build());
    }

    /** Returns the text as it is, with no character that stands for others. */
    Optional<String> literal(ConditionKeys keys) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            Optional<String> value = piece.variable ? value(piece, keys) : Optional.of(piece.text);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            text.append(value.get());
        }
        return Optional.of(text.toString());
    }

    private static Optional<String> value(Piece piece, ConditionKeys keys) {
        if (isEscape(piece.text)) {
            return Optional.of(piece.text);
        }
        List<String> values = keys.values(KeyNames.canonical(piece.text));
        return values.size() == 1 ? Optional.of(values.get(0)) : piece.otherwise;
    }
}
