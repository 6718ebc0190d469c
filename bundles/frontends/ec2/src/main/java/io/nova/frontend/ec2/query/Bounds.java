package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;

/** Whole numbers within bounds. */
final class Bounds {

    private Bounds() {}

    /**
     * @throws InvalidParameterException if the text is no number, or one out of bounds
     */
    static int read(String name, String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other value that cannot be.
        }
        throw InvalidParameterException.badValue(
                name, Query.shorten(text), "it must be a number from %d to %d".formatted(min, max));
    }
}
