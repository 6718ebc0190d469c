package io.nova.model;

/**
 * A value whose text form says all of it. Records and messages show it as that text, and a public
 * constructor of the text alone makes it again; so an equal text is an equal value.
 */
public interface TextForm {

    /** Returns the text form, never empty. */
    String value();
}
