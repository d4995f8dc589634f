package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"github.com/google/uuid"
)

// bill is the software bill of materials of a binary, CycloneDX 1.6 as JSON:
// what the toolchain wrote into it, module by module. Date and serial number
// follow from the commit, so that a second build has the same.
func (s source) bill(binary string) ([]byte, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("read what %s was built from: %w", binary, err)
	}
	program, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(program)
	main := module(&info.Main)
	main.Type = cyclonedx.ComponentTypeApplication
	main.Licenses = &cyclonedx.Licenses{{License: &cyclonedx.License{ID: "Apache-2.0"}}}
	main.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(digest[:])}}
	var how []cyclonedx.Property
	for _, x := range info.Settings {
		how = append(how, cyclonedx.Property{Name: "oracled:build:" + x.Key, Value: x.Value})
	}
	main.Properties = &how

	version := strings.TrimPrefix(info.GoVersion, "go")
	components := []cyclonedx.Component{{
		Type: cyclonedx.ComponentTypeLibrary, BOMRef: "pkg:golang/std@" + version, Name: "std", Version: version,
		PackageURL: "pkg:golang/std@" + version,
	}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := module(m)
		if c.Hashes, err = hashes(m); err != nil {
			return nil, err
		}
		components = append(components, c)
	}
	refs := []string{}
	for _, c := range components {
		refs = append(refs, c.BOMRef)
	}
	bom := cyclonedx.NewBOM()
	bom.SerialNumber = uuid.NewSHA1(uuid.NameSpaceURL, []byte("oracled/"+s.commit)).URN()
	bom.Metadata = &cyclonedx.Metadata{Timestamp: s.time.Format(time.RFC3339), Component: &main}
	bom.Components = &components
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: main.BOMRef, Dependencies: &refs}}
	// All of them are linked in; which of them needs which, the binary does not say.
	all := []cyclonedx.BOMReference{}
	for _, r := range append(refs, main.BOMRef) {
		all = append(all, cyclonedx.BOMReference(r))
	}
	bom.Compositions = &[]cyclonedx.Composition{
		{Aggregate: cyclonedx.CompositionAggregateComplete, Assemblies: &all},
		{Aggregate: cyclonedx.CompositionAggregateIncomplete, Dependencies: &all},
	}
	var b bytes.Buffer
	e := cyclonedx.NewBOMEncoder(&b, cyclonedx.BOMFileFormatJSON)
	e.SetPretty(true)
	e.SetEscapeHTML(false)
	if err := e.EncodeVersion(bom, cyclonedx.SpecVersion1_6); err != nil {
		return nil, fmt.Errorf("write the bill of materials: %w", err)
	}
	return b.Bytes(), nil
}

// module describes a module as a library, with the purl of package-url's golang
// type.
func module(m *debug.Module) cyclonedx.Component {
	purl := "pkg:golang/" + m.Path + "@" + strings.ReplaceAll(m.Version, "+", "%2B")
	return cyclonedx.Component{Type: cyclonedx.ComponentTypeLibrary, BOMRef: purl, Name: m.Path, Version: m.Version, PackageURL: purl}
}

// hashes turns the h1: sum that go.sum has of a module, a SHA-256 over its files,
// into hexadecimal.
func hashes(m *debug.Module) (*[]cyclonedx.Hash, error) {
	sum, ok := strings.CutPrefix(m.Sum, "h1:")
	raw, err := base64.StdEncoding.DecodeString(sum)
	if !ok || err != nil || len(raw) != sha256.Size {
		return nil, fmt.Errorf("the module %s %s has no sum that could be told: %q", m.Path, m.Version, m.Sum)
	}
	return &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}}, nil
}
