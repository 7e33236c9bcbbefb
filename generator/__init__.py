"""Backstory turns a folder of Markdown into a documentary website.

Data goes one way, and each module imports only from those above it:

    problems      what can be wrong, and how a person is told
    paths         what a path may be, so that it works on every system
    reads         what a result was made from, noted while it is made
    csl           the vocabulary of sources
    cslwords      the words of references, in English
    auditwords    the words of the audit, in English
    english       the program's words in English
    words         interface and date words, one table a language
    edtf          what a date in EDTF is: points, bounds, sort key
    grammar       EDTF: text -> date
    phrases       dates as people write them, for suggestions
    suggestions   what to write in EDTF instead of a date in other words
    datewords     dates in words
    dates         the date field, and what can be told from two dates
    decoding      bytes -> text
    faults        why YAML could not be read, in an author's words
    yamltext      YAML as text, with the place of every key and value
    frontmatter   a Markdown file taken apart
    values        the types of single values
    fields        what each kind of record is: its fields
    model         a record and its converted body
    films         sounds, films and documents, by the endings of their names
    captions      WebVTT: whether a browser can read it
    drawings      SVG: how large it is, whether it could run
    traces        pictures without what cameras leave in them
    pictures      one picture -> its copies, and what a page must know
    validation    values -> fields, and what is wrong with them
    config        content/site.yaml
    folders       the folders that a site is made of, and signs of their state
    spool         texts that forks of a process share
    cache         what earlier builds found out, kept in .backstory/
    shelves       many small values in few texts
    interrupts    being asked to end
    workers       work in chunks: here, in other processes, on other machines
    liveness      content/links.yaml: which addresses of sources are dead
    names         ids, sort keys, the names that a record goes by
    scripts       where names begin and end in Korean, Chinese and Japanese
    neighbours    the words around a name
    matching      whether words of a text are a name's
    spellings     finding names in text
    traits        what is known of a record without decoding it
    citations     what an author writes to point to a source
    contributors  the people of a reference: names in their own order
    titles        titles of sources: in italics, in quotation marks
    imprint       where and when a source came out, and where it is
    wording       the parts of one reference
    references    a source in a bibliography, a note, a short note
    imports       sources from other programs: which of their fields are taken
    latex         the LaTeX of bibliographies <-> Unicode
    bibnames      names as BibTeX writes them <-> their parts
    biblatex      the vocabulary of BibTeX; a source as an entry of it
    bibtex        .bib -> sources
    csljson       CSL-JSON -> sources, and back
    sentences     one splitter, for backlinks and the audit
    sanitize      the HTML and the addresses that content may hold
    tokens        numbers that stand for what depends on other records
    tags          the HTML that authors write, checked
    markers       what authors write for us in Markdown, replaced by tokens
    extensions    what we add to Python-Markdown
    skips         what Python-Markdown need not try in a text
    scan          converted HTML -> body: anchors, notes, sentences
    markup        Markdown -> body
    parse         one file -> the records in it
    merging       an imported source and what the site's own record adds to it
    parts         what parsing left of records, fetched when it is asked for
    fetching      files of records, read at once or late
    load          content/ -> records, from folder down to file
    sidecars      content/media/, and what is said of its files
    index         by what a record is found; what may be shown of it
    mentions      names in a body, short forms
    links         what each link means
    backlinks     links from their other end, with their sentences
    statements    a body -> its statements, and what each rests on
    assets        media that go out as they are
    figures       pictures as pages show them
    players       sounds, films and documents as pages show them
    citing        what is said of a source where it is cited
    bodies        a record's body for one page
    linking       one record with the index: what its links mean
    entries       records -> the plain data that templates show
    keeping       what pages show of bodies, fetched when it is asked for
    audit         how far records are cited, and on whose sources
    relations     what records have in common: order, pointers, translations
    credit        who wrote a page, and how others may cite it
    moments       events as lists of them show them
    zones         whose clock a time was read from, what day it was elsewhere
    roles         what someone was on a day
    machines      what a page tells machines: JSON-LD, its translations, its picture
    listing       the frame of a page, indexes, links back
    leads         the picture with which a page opens
    stories       articles, topics
    gaps          how long no meeting of the same sides is recorded
    terms         when someone held a position
    density       when how much is recorded
    timeline      the timeline in its two orders, and its years
    home          the home page
    chronology    events and their types
    cast          organizations, and what people's and places' pages share with them
    meetings      who met whom
    people        people
    outline       the world's coasts and borders, cut to a map
    labels        where names stand on a map
    maps          maps of places, and where they want a closer one
    insets        the small map on a place's page
    places        places
    bibliography  sources
    evidence      the audit, and what was corrected
    facets        the timeline as data for its filters
    cards         what the preview of a link shows
    lookup        names of all kinds, to be searched
    documents     what of a record a search of texts finds
    pages         lists every HTML page
    feeds         articles and corrections in Atom
    exports       feeds, sitemap, robots.txt, redirects
    identity      who may be taken for whom
    anachronisms  what time does not allow
    circles       what comes before itself, or is part of itself
    urls          which file each URL belongs to
    check         the rules that need the whole site
    render        page -> text
    output        which folder may be replaced
    files         files and folders as they are made, linked and removed
    locks         one run at a time
    swap          the staged site takes the place of the old one
    publish       staging, manifest
    memory        what the last build was made of, and what changed since
    outputs       where the files of a site go while they are made
    tasks         what tasks give: pages listed and rendered at one place
    prints        the copies of pictures, made once and kept
    engine        the steps of a build, done only as far as a change asks
    fulltext      the index of all texts, made by Pagefind
    stamp         whether anything has changed, found out without a build
    result        what a build gives
    gone          pages that were published and are no more
    notes         what a build notes of itself
    revision      one text made anew, where a save changes nothing else
    build         the whole flow
    verify        a published site and what a build from nothing gives
    cluster       workers on other machines
    reports       problems as text, with their lines
    reasons       why pages were made anew
    shortcut      a build of a site that has not changed
    summary       what a command tells at the end
    watch         what changes in a site's folders, burst by burst
    overlay       problems as the preview shows them
    preview       builds for the preview, in a process of their own
    shown         the builds that are shown, and what a URL means in them
    handlers      what the preview server answers, and to whom
    serve         the live preview
    scaffold      new sites and new records
    addresses     web addresses, as a request wants them
    transport     one request to a web server
    probes        asking web servers, politely
    linkcheck     which sources can still be reached
    options       what commands have in common
    __main__      the command line
"""

__version__ = "0.1.0"
