package io.nova.frontend.s3;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the policy of a form wants of one field.
 *
 * @param field its name in lower case
 * @param value what the field must be, or begin with
 */
record FormCondition(Operation operation, String field, String value) {

    /** How a field is compared. */
    enum Operation {
        EQ("eq"),
        STARTS_WITH("starts-with");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        /** Returns the operation of a word, in whatever case it is written. */
        static Optional<Operation> find(String word) {
            String lower = word.toLowerCase(Locale.ROOT);
            return Arrays.stream(values()).filter(one -> one.word.equals(lower)).findFirst();
        }
    }

    /** Tells whether the form has the field, and as it is wanted. */
    boolean holds(Optional<String> actual) {
        return actual.filter(this::fits).isPresent();
    }

    private boolean fits(String actual) {
        return switch (operation) {
            case EQ -> actual.equals(value);
            // Several types in one field are a list, of which each must fit.
            case STARTS_WITH ->
                    field.equals("content-type")
                            ? Arrays.stream(actual.split(",", -1))
                                    .allMatch(one -> one.strip().startsWith(value))
                            : actual.startsWith(value);
        };
    }

    /** Writes the condition as policies have it. */
    @Override
    public String toString() {
        return "[\"%s\", \"$%s\", \"%s\"]".formatted(operation.word, field, value);
    }
}
