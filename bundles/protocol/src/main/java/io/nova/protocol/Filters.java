package io.nova.protocol;

/**
 * What a host should let through, or a piece of it.
 *
 * @param version follows from the whole, so that pieces of two versions are told apart
 * @param text a piece of a {@link HostFilters} as JSON; empty if the agent knows this version
 * @param next where the next piece begins; 0 after the last
 */
public record Filters(String version, String text, int next) {

    /** The most characters of a piece, so that it fits a message whatever they are. */
    static final int PIECE = 80_000;

    /**
     * Returns the piece that is asked for.
     *
     * @param text the whole {@link HostFilters} as JSON
     */
    public static Filters answer(FiltersRequest request, String version, String text) {
        if (version.equals(request.known())) {
            return new Filters(version, "", 0);
        }
        int begin = Math.min(Math.max(request.offset(), 0), text.length());
        int end = Math.min(begin + PIECE, text.length());
        return new Filters(version, text.substring(begin, end), end < text.length() ? end : 0);
    }
}
